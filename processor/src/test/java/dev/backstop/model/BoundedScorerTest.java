package dev.backstop.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BoundedScorerTest extends ScorerContract {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final FakeScorer fake = new FakeScorer();

  @Override
  protected Scorer create() {
    return bounded(THREADS, 2);
  }

  private BoundedScorer bounded(int workers, int maxAbandoned) {
    return new BoundedScorer("test", fake, workers, maxAbandoned, LONG);
  }

  private static Reason reason(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed ? failed.reason() : Reason.POLICY_FORCED;
  }

  @Test
  void shouldFailEveryRowWithTimeoutWhenTheBudgetIsUsedUp() {
    // Given
    BoundedScorer scorer = bounded(1, 2);
    fake.hold();
    // When
    List<Outcome> outcomes = scorer.scoreAll(rows(3), SHORT);
    // Then
    assertThat(outcomes).hasSize(3).allMatch(outcome -> reason(outcome) == Reason.TIMEOUT);
    fake.release();
  }

  @Test
  void shouldAnswerOthersWhileACallHangs() {
    // Given
    BoundedScorer scorer = bounded(1, 2);
    fake.hold();
    Outcome hung = scorer.score(row(1, 1), SHORT);
    fake.release();
    // When
    Outcome next = scorer.score(row(1, 1));
    // Then
    assertThat(reason(hung)).isEqualTo(Reason.TIMEOUT);
    assertThat(next).isInstanceOf(Outcome.Scored.class);
  }

  @Test
  void shouldFailAtOnceWhileTheBoundIsReachedAndRecoverByItself() {
    // Given
    BoundedScorer scorer = bounded(1, 1);
    fake.hold();
    scorer.score(row(1, 1), SHORT);
    // When
    Outcome during = scorer.score(row(1, 1), LONG);
    // Then
    assertThat(reason(during)).isEqualTo(Reason.BREAKER_OPEN);
    assertThat(fake.calls()).isEqualTo(1);
    fake.release();
    await().until(() -> scorer.abandoned() == 0);
    assertThat(scorer.score(row(1, 1))).isInstanceOf(Outcome.Scored.class);
  }

  @Test
  void shouldFailAtOnceWhileNoWorkerIsFree() {
    // Given
    BoundedScorer scorer = bounded(1, 1);
    fake.hold();
    CompletableFuture<Outcome> first = CompletableFuture.supplyAsync(() -> scorer.score(row(1, 1)));
    await().until(() -> fake.calls() == 1);
    // When
    Outcome second = scorer.score(row(1, 1));
    // Then
    assertThat(second).isEqualTo(new Outcome.Failed(Reason.OVERLOAD, "all workers are busy"));
    fake.release();
    assertThat(first.join()).isInstanceOf(Outcome.Scored.class);
  }

  @Test
  void shouldNotRunMoreCallsThanItsBoundsAllowHoweverManyHang() {
    // Given
    BoundedScorer scorer = bounded(2, 3);
    fake.hold();
    // When
    for (int i = 0; i < 20; i++) {
      scorer.score(row(1, 1), Duration.ofMillis(1));
    }
    // Then
    assertThat(scorer.abandoned()).isEqualTo(3);
    assertThat(fake.calls()).isEqualTo(3);
    fake.release();
    await().until(() -> scorer.abandoned() == 0);
  }

  @Test
  void shouldAnswerRowsAloneWhileABatchHangs() {
    // Given
    BoundedScorer scorer = bounded(1, 1);
    fake.hold();
    scorer.scoreAll(rows(3), SHORT);
    fake.release();
    // When
    Outcome alone = scorer.score(row(1, 1));
    // Then
    assertThat(alone).isInstanceOf(Outcome.Scored.class);
  }

  @Test
  void shouldRefuseABatchWhileAnyCallHangs() {
    // Given
    BoundedScorer scorer = bounded(2, 5);
    fake.hold();
    scorer.score(row(1, 1), SHORT);
    // When
    List<Outcome> batch = scorer.scoreAll(rows(3), LONG);
    // Then
    assertThat(batch).hasSize(3).allMatch(outcome -> reason(outcome) == Reason.BREAKER_OPEN);
    assertThat(fake.calls()).isEqualTo(1);
    fake.release();
    await().until(() -> scorer.abandoned() == 0);
    assertThat(scorer.scoreAll(rows(3))).allMatch(Outcome.Scored.class::isInstance);
  }

  @Test
  void shouldTellHowLongACallTookHoweverLateItIsAwaited() {
    // Given
    BoundedScorer scorer = bounded(1, 1);
    long from = System.nanoTime();
    Begun begun = scorer.begin(List.of(row(1, 1)), LONG);
    // When: the only worker is free again
    await().until(() -> scorer.score(row(1, 1)) instanceof Outcome.Scored);
    long ended = System.nanoTime();
    // Then
    assertThat(begun.await().get(0)).isInstanceOf(Outcome.Scored.class);
    assertThat(begun.nanos()).isPositive().isLessThan(ended - from);
  }

  @Test
  void shouldGiveUpACallThatHangsWhenItIsAwaited() {
    // Given
    BoundedScorer scorer = bounded(1, 1);
    fake.hold();
    Begun begun = scorer.begin(List.of(row(1, 1)), SHORT);
    // When
    Outcome hung = begun.await().get(0);
    // Then
    assertThat(reason(hung)).isEqualTo(Reason.TIMEOUT);
    assertThat(scorer.abandoned()).isEqualTo(1);
    fake.release();
    await().until(() -> scorer.abandoned() == 0);
  }

  @Test
  void shouldFailWithTimeoutWhenNoTimeIsLeft() {
    // When
    Outcome outcome = bounded(1, 1).score(row(1, 1), Duration.ZERO);
    // Then
    assertThat(reason(outcome)).isEqualTo(Reason.TIMEOUT);
    assertThat(fake.calls()).isZero();
  }

  @Test
  void shouldTurnAnExceptionOfItsDelegateIntoFailedRows() {
    // Given
    Scorer broken =
        rows -> {
          throw new IllegalStateException("secret");
        };
    BoundedScorer scorer = new BoundedScorer("test", broken, 1, 1, LONG);
    // When
    Outcome outcome = scorer.score(row(1, 1));
    // Then
    assertThat(outcome)
        .isEqualTo(new Outcome.Failed(Reason.ERROR, "the model failed: IllegalStateException"));
  }

  @Test
  void shouldAnswerAnInterruptedCallerAndKeepItsFlag() {
    // Given
    BoundedScorer scorer = bounded(1, 1);
    Thread.currentThread().interrupt();
    // When
    Outcome outcome = scorer.score(row(1, 1));
    // Then
    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome).isInstanceOf(Outcome.Scored.class);
  }

  @Test
  void shouldCloseItsDelegateOnceAndFailCallsAfterwards() {
    // Given
    BoundedScorer scorer = bounded(2, 1);
    scorer.close();
    // When
    Outcome outcome = scorer.score(row(1, 1));
    scorer.close();
    // Then
    assertThat(reason(outcome)).isEqualTo(Reason.ERROR);
    assertThat(fake.closings()).isEqualTo(1);
    assertThat(fake.calls()).isZero();
  }

  @Test
  void shouldCloseItsDelegateOnlyWhenAHungCallHasEnded() {
    // Given
    BoundedScorer scorer = bounded(1, 1);
    fake.hold();
    scorer.score(row(1, 1), SHORT);
    scorer.close();
    int closingsDuring = fake.closings();
    // When
    fake.release();
    // Then
    await().until(() -> fake.closings() == 1);
    assertThat(closingsDuring).isZero();
    assertThat(fake.usesAfterClose()).isZero();
  }

  @Test
  void shouldRefuseBoundsThatLeaveNoRoom() {
    assertThatThrownBy(() -> bounded(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bounded(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
