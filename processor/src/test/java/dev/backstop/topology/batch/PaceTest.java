package dev.backstop.topology.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final Duration BUDGET = Duration.ofMillis(100);
  private static final long QUICK = Duration.ofMillis(1).toNanos();
  private static final long SLOW = Duration.ofMillis(60).toNanos();

  private final Pace pace = new Pace();

  @Test
  void shouldGrowToTheMostWhileCallsAreQuick() {
    // When
    for (int i = 0; i < 20; i++) {
      pace.answered(pace.rows(), QUICK, BUDGET);
    }
    // Then
    assertThat(pace.rows()).isEqualTo(Pace.MOST);
  }

  @Test
  void shouldNotGrowOnCallsThatWereNotFull() {
    // When
    pace.answered(Pace.FIRST - 1, QUICK, BUDGET);
    // Then
    assertThat(pace.rows()).isEqualTo(Pace.FIRST);
  }

  @Test
  void shouldHalveWhenACallTakesMoreThanItsPartOfTheBudget() {
    // When
    pace.answered(Pace.FIRST, SLOW, BUDGET);
    // Then
    assertThat(pace.rows()).isEqualTo(Pace.FIRST / 2);
  }

  @Test
  void shouldGoToSingleRowsAfterATimeOutAndGrowAgain() {
    // Given
    pace.timedOut();
    int after = pace.rows();
    // When
    pace.answered(1, QUICK, BUDGET);
    // Then
    assertThat(after).isEqualTo(1);
    assertThat(pace.rows()).isEqualTo(2);
  }

  @Test
  void shouldNeverFallBelowOneRow() {
    // Given
    pace.timedOut();
    // When
    pace.answered(1, SLOW, BUDGET);
    // Then
    assertThat(pace.rows()).isEqualTo(1);
  }
}
