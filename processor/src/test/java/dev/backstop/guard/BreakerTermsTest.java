package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerTermsTest {

  @Test
  void shouldHaveTheDefaultsOfD6() {
    // Given
    BreakerTerms usual = BreakerTerms.USUAL;
    // Then
    assertThat(usual.minimumCalls()).isEqualTo(50);
    assertThat(usual.failureRate()).isEqualTo(.20);
    assertThat(usual.slowRate()).isEqualTo(.30);
    assertThat(usual.consecutiveFailures()).isEqualTo(10);
    assertThat(usual.firstOpen()).isEqualTo(Duration.ofSeconds(30));
    assertThat(usual.longestOpen()).isEqualTo(Duration.ofMinutes(15));
    assertThat(usual.jitter()).isEqualTo(.20);
    assertThat(usual.ramp()).containsExactly(.01, .05, .25, .50, 1.0);
    assertThat(usual.calls()).isEqualTo(new ReturnTest(.02, .10, 100, 1e-4));
    assertThat(usual.answers()).isEqualTo(usual.calls());
  }

  @Test
  void shouldTellEverythingThatIsWrongAtOnce() {
    // Then
    assertThatThrownBy(
            () ->
                new BreakerTerms(
                    0,
                    0,
                    1.5,
                    0,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(30),
                    -1,
                    Double.NaN,
                    List.of(.5, .1),
                    Duration.ofSeconds(-1),
                    Duration.ofSeconds(-1),
                    ReturnTest.USUAL,
                    ReturnTest.USUAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("minimumCalls must be 1 or more, but is 0")
        .hasMessageContaining("failureRate must be above 0 and at most 1, but is 0.0")
        .hasMessageContaining("slowRate")
        .hasMessageContaining("consecutiveFailures")
        .hasMessageContaining("longestOpen in ms must be 60000 or more, but is 30000")
        .hasMessageContaining("jitter")
        .hasMessageContaining("mirrorShare must be above 0 and at most 1, but is NaN")
        .hasMessageContaining("ramp must be shares above 0 that rise and end with 1")
        .hasMessageContaining("rampDwell")
        .hasMessageContaining("forgetAfter");
  }

  @Test
  void shouldRefuseAStatusThatNoStateHas() {
    // Given
    Cause cause = new Cause(TripReason.FAILURES, Evidence.NONE);
    // Then
    assertThatThrownBy(
            () ->
                new BreakerStatus(
                    BreakerState.Kind.RAMP, 0, 0, cause, true, null, 0L, Evidence.NONE, null, 5L))
        .hasMessageContaining("opens must be 1 or more")
        .hasMessageContaining("step must be there for RAMP alone, but is null")
        .hasMessageContaining("answers must be there for trials that need them")
        .hasMessageContaining("nextProbeAt");
    assertThatThrownBy(
            () ->
                new BreakerStatus(
                    BreakerState.Kind.OPEN, 0, 1, cause, false, null, null, null, null, null))
        .hasMessageContaining("nextProbeAt must be there for OPEN unless held by an operator");
  }
}
