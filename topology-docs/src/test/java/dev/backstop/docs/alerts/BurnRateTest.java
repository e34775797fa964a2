package dev.backstop.docs.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BurnRateTest {

  private static final Duration MONTH = Duration.ofDays(30);

  @Test
  void shouldHaveTheFactorsOfD10ForThirtyDays() {
    assertThat(Burn.ALL.stream().map(burn -> burn.factor(MONTH)))
        .usingElementComparator((one, other) -> Math.abs(one - other) < 1e-9 ? 0 : 1)
        .containsExactly(14.4, 6.0, 3.0, 1.0);
  }

  @Test
  void shouldPageAfterTheTimeOfD10WhenAllIsBad() {
    Burn first = Burn.ALL.get(0);

    Duration time = BurnRate.timeToAlert(first.factor(MONTH), .001, first.longWindow(), 1);

    assertThat(time.toMillis() / 1000.0).isCloseTo(51.84, within(.001));
  }

  @Test
  void shouldRefuseTheFactorOfD10ThatCanNeverFire() {
    assertThat(BurnRate.feasible(14.4, .1)).isFalse();
    assertThat(BurnRate.feasible(14.4, .05)).isTrue();
    assertThat(BurnRate.feasible(10, .1)).as("exactly all is never exceeded").isFalse();
  }

  @Test
  void shouldScaleTheFactorWithThePeriod() {
    assertThat(BurnRate.factor(.02, Duration.ofDays(7), Duration.ofHours(1)))
        .isCloseTo(3.36, within(1e-9));
  }
}
