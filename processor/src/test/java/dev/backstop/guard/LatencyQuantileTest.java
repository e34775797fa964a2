package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencyQuantileTest {

  private final LatencyQuantile p95 = new LatencyQuantile(.95);

  @Test
  void shouldKnowNothingOfFewCallsAndTakeThemToFit() {
    // Given
    for (int i = 0; i < LatencyQuantile.FEWEST - 1; i++) {
      p95.record(1_000_000, 0);
    }
    // Then
    assertThat(p95.value(0)).isEmpty();
    assertThat(p95.fits(1, 0)).isTrue();
    assertThat(p95.fits(0, 0)).isFalse();
  }

  @Test
  void shouldTellWhetherACallUsuallyFits() {
    // Given: 19 of 20 take 10, one 500
    for (int i = 0; i < 100; i++) {
      p95.record(i % 20 == 0 ? 500 : 10, 0);
    }
    // Then
    assertThat(p95.value(0)).hasValue(10);
    assertThat(p95.fits(10, 0)).isTrue();
    assertThat(p95.fits(9, 0)).isFalse();
    // One slow call more makes it the slow ones.
    p95.record(500, 0);
    assertThat(p95.value(0).orElseThrow()).isBetween(500L, 531L);
  }

  @Test
  void shouldForgetWhatIsOldSoThatASlowTierIsAskedAgain() {
    // Given
    for (int i = 0; i < 100; i++) {
      p95.record(500, 0);
    }
    // Then
    assertThat(p95.fits(100, 19_999)).isFalse();
    assertThat(p95.fits(100, 20_000)).isTrue();
  }

  @Test
  void shouldHoldAnyLatency() {
    // Given
    for (int i = 0; i < 50; i++) {
      p95.record(i % 2 == 0 ? Long.MAX_VALUE : -1, 0);
    }
    // Then
    assertThat(p95.value(0)).hasValue(Long.MAX_VALUE);
  }
}
