package dev.backstop.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.bench.load.Mix.Way;
import org.junit.jupiter.api.Test;

class RowPoolTest {

  @Test
  void shouldSortARowByTheFirstModelThatIsSure() {
    assertThat(RowPool.way(0.1, 0.1)).isEqualTo(Way.PRIMARY);
    assertThat(RowPool.way(-0.1, 0.1)).isEqualTo(Way.SECONDARY);
    assertThat(RowPool.way(-0.1, -0.1)).isEqualTo(Way.REVIEW);
  }

  @Test
  void shouldLeaveOutRowsThatOnlyThePrimaryIsSureOf() {
    // With the primary down they would go to a person.
    assertThat(RowPool.way(0.1, -0.1)).isNull();
  }

  @Test
  void shouldLeaveOutRowsAtAThresholdAndRowsThatAModelRefuses() {
    assertThat(RowPool.way(0.0005, 0.1)).isNull();
    assertThat(RowPool.way(-0.1, -0.0005)).isNull();
    assertThat(RowPool.way(Double.NaN, 0.1)).isNull();
  }
}
