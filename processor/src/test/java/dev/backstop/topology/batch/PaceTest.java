package dev.backstop.topology.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final Duration BUDGET = Duration.ofMillis(100);
  private static final long QUICK = Duration.ofMillis(1).toNanos();
  private static final long SLOW = Duration.ofMillis(60).toNanos();

  private static final int PLENTY = 100_000;

  private final Pace pace = new Pace();

  @Test
  void shouldGrowToTheMostWhileCallsAreQuick() {
    // When
    for (int i = 0; i < 20; i++) {
      pace.answered(pace.rows(PLENTY), QUICK, BUDGET);
    }
    // Then
    assertThat(pace.rows(PLENTY)).isEqualTo(Pace.MOST);
  }

  @Test
  void shouldNotGrowOnCallsThatWereNotFull() {
    // When
    pace.answered(Pace.FIRST - 1, QUICK, BUDGET);
    // Then
    assertThat(pace.rows(PLENTY)).isEqualTo(Pace.FIRST);
  }

  @Test
  void shouldHalveWhenACallTakesMoreThanItsPartOfTheBudget() {
    // When
    pace.answered(Pace.FIRST, SLOW, BUDGET);
    // Then
    assertThat(pace.rows(PLENTY)).isEqualTo(Pace.FIRST / 2);
  }

  @Test
  void shouldGoToTheFewestRowsAfterATimeOutAndGrowAgain() {
    // Given
    pace.timedOut();
    int after = pace.rows(PLENTY);
    // When
    pace.answered(after, QUICK, BUDGET);
    // Then
    assertThat(after).isEqualTo(Pace.LEAST);
    assertThat(pace.rows(PLENTY)).isEqualTo(2 * Pace.LEAST);
  }

  @Test
  void shouldNeverFallBelowTwoRows() {
    // Given
    pace.timedOut();
    // When
    pace.answered(Pace.LEAST, SLOW, BUDGET);
    // Then
    assertThat(pace.rows(PLENTY)).isEqualTo(2);
  }

  @Test
  void shouldNeverLeaveARowAlone() {
    // Then
    assertThat(pace.rows(Pace.FIRST - 1)).isEqualTo(Pace.FIRST - 1);
    assertThat(pace.rows(Pace.FIRST)).isEqualTo(Pace.FIRST);
    assertThat(pace.rows(Pace.FIRST + 1)).isEqualTo(Pace.FIRST + 1);
    assertThat(pace.rows(Pace.FIRST + 2)).isEqualTo(Pace.FIRST);
  }

  @Test
  void shouldBeginNoCallWithLessThanACallMayTake() {
    // Then
    assertThat(Pace.fits(Duration.ofMillis(25), BUDGET)).isTrue();
    assertThat(Pace.fits(Duration.ofMillis(24), BUDGET)).isFalse();
    assertThat(Pace.fits(Duration.ofMillis(-1), BUDGET)).isFalse();
  }

  @Test
  void shouldWaitForNoTurnThatLeavesLessThanACallMayTake() {
    // Then
    assertThat(Pace.spare(BUDGET, BUDGET)).isEqualTo(Duration.ofMillis(75));
    assertThat(Pace.spare(Duration.ofMillis(25), BUDGET)).isZero();
  }
}
