package dev.backstop.guard;

import static dev.backstop.guard.CallOutcome.FAILED;
import static dev.backstop.guard.CallOutcome.OK;
import static dev.backstop.guard.CallOutcome.SLOW;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureWindowTest {

  private final FailureWindow window = new FailureWindow();

  @Test
  void shouldCountCallsOfTheLastTenSeconds() {
    // Given
    window.record(OK, 0);
    window.record(SLOW, 500);
    window.record(FAILED, 9_999);
    // Then
    assertThat(window.counts(9_999)).isEqualTo(new WindowCounts(3, 1, 1, 1));
    assertThat(window.counts(10_000)).isEqualTo(new WindowCounts(1, 1, 0, 1));
    assertThat(window.counts(19_000)).isEqualTo(WindowCounts.NONE);
  }

  @Test
  void shouldCountARunOfFailuresThatIsLongerThanTheWindow() {
    // Given
    for (int i = 0; i < 4; i++) {
      window.record(FAILED, i * 60_000L);
    }
    // Then
    assertThat(window.counts(180_000)).isEqualTo(new WindowCounts(1, 1, 0, 4));
  }

  @Test
  void shouldEndARunOfFailuresWithASlowAnswer() {
    // Given
    window.record(FAILED, 0);
    // When
    window.record(SLOW, 1);
    // Then
    assertThat(window.counts(1).consecutive()).isZero();
  }

  @Test
  void shouldBeginAnewWhenTheClockIsSetBack() {
    // Given
    window.record(FAILED, 3_600_000);
    // When
    window.record(OK, 0);
    // Then
    assertThat(window.counts(0)).isEqualTo(new WindowCounts(1, 0, 0, 0));
    assertThat(window.counts(10_000)).isEqualTo(WindowCounts.NONE);
  }

  @Test
  void shouldTakeALittleDisorderOfTimesAsItIs() {
    // Given
    window.record(OK, 5_000);
    // When
    window.record(FAILED, 3_000);
    // Then
    assertThat(window.counts(5_000)).isEqualTo(new WindowCounts(2, 1, 0, 1));
    assertThat(window.counts(13_000)).isEqualTo(new WindowCounts(1, 0, 0, 1));
  }
}
