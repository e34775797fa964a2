package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClopperPearsonTest {

  @Test
  void shouldGiveTheKnownUpperBoundsOfD3() {
    // Then
    assertThat(ClopperPearson.upper(12, 1000, .05)).isEqualTo(.0193701993, within(5e-11));
    assertThat(ClopperPearson.upper(0, 100, .05)).isEqualTo(.0295130496, within(5e-11));
    assertThat(ClopperPearson.upper(5, 1000, .05)).isEqualTo(.0104840769, within(5e-11));
  }

  @Test
  void shouldMirrorTheUpperBoundBelow() {
    // Then: a hit is a miss of the other count
    assertThat(ClopperPearson.lower(988, 1000, .05)).isEqualTo(1 - .0193701993, within(5e-11));
    assertThat(ClopperPearson.lower(0, 1000, .05)).isZero();
    assertThat(ClopperPearson.upper(7, 7, .05)).isEqualTo(1);
  }

  @Test
  void shouldRefuseWhatIsNoCount() {
    // Then
    assertThatThrownBy(() -> ClopperPearson.lower(3, 2, 0))
        .hasMessageContaining("hits must be from 0 to trials, but is 3")
        .hasMessageContaining("delta");
  }
}
