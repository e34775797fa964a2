package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.guard.BurnRule.Severity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Row D10. */
class BurnRateTest {

  private static final Duration MONTH = Duration.ofDays(30);

  private final BurnRate alerts = new BurnRate(.999, MONTH, BurnRule.USUAL);

  @Test
  void shouldHaveTheFactorsOfD10() {
    // Given
    double[] factors = BurnRule.USUAL.stream().mapToDouble(rule -> rule.factor(MONTH)).toArray();
    // Then
    assertThat(factors).containsExactly(new double[] {14.4, 6, 3, 1}, within(1e-12));
  }

  @Test
  void shouldPageAfterTheKnownTimeOfD10InATotalOutage() {
    // Then
    assertThat(alerts.timeTo(Severity.PAGE, 1)).contains(Duration.ofMillis(51_840));
  }

  @Test
  void shouldNotPageForWhatBurnsTooSlowly() {
    // Then: 6 times the budget of 0.1 % must be exceeded
    assertThat(alerts.timeTo(Severity.PAGE, .005)).isEmpty();
    assertThat(alerts.timeTo(Severity.TICKET, .005)).isPresent();
    assertThat(alerts.timeTo(Severity.TICKET, 0)).isEmpty();
  }

  @Test
  void shouldRefuseFactorsThatCanNeverFireAsD10Says() {
    // Then: 14.4 times a budget of 10 % is more than all requests
    assertThatThrownBy(() -> new BurnRate(.90, MONTH, BurnRule.USUAL))
        .hasMessageContaining("PT1H fires must be below 1")
        .hasMessageContaining("1.44")
        .hasMessageNotContaining("PT6H");
  }

  @Test
  void shouldFireOnlyIfBothWindowsBurn() {
    // Given
    BurnRule page = BurnRule.USUAL.get(0);
    // Then
    assertThat(alerts.fires(page, .0145, .0145)).isTrue();
    assertThat(alerts.fires(page, .0145, .0143)).isFalse();
    assertThat(alerts.fires(page, .0143, .0145)).isFalse();
  }

  @Test
  void shouldTellAllThatIsWrongWithAnObjective() {
    // Then
    assertThatThrownBy(() -> new BurnRate(1, Duration.ZERO, BurnRule.USUAL))
        .hasMessageContaining("objective")
        .hasMessageContaining("period");
    assertThatThrownBy(
            () -> new BurnRule(Severity.PAGE, 0, Duration.ofMinutes(1), Duration.ofMinutes(5)))
        .hasMessageContaining("budgetShare")
        .hasMessageContaining("longer than shortWindow, PT5M");
  }
}
