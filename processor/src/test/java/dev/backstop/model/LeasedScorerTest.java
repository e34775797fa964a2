package dev.backstop.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LeasedScorerTest extends ScorerContract {

  @Override
  protected Scorer create() {
    return new LeasedScorer(new FakeScorer());
  }

  @Test
  void shouldNeverUseAScorerAfterClosingItAndCloseEachOnceUnderLoad() throws Exception {
    // Given
    List<FakeScorer> fakes = new ArrayList<>(List.of(new FakeScorer()));
    LeasedScorer scorer = new LeasedScorer(fakes.get(0));
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<Integer>> failures = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      failures.add(threads.submit(() -> failuresUntil(stop, scorer)));
    }
    // When
    for (int i = 0; i < 2_000; i++) {
      FakeScorer next = new FakeScorer();
      fakes.add(next);
      scorer.swap(next);
    }
    stop.set(true);
    // Then
    for (Future<Integer> failed : failures) {
      assertThat(failed.get()).isZero();
    }
    scorer.close();
    assertThat(fakes).allMatch(fake -> fake.closings() == 1 && fake.usesAfterClose() == 0);
    threads.shutdown();
  }

  private static int failuresUntil(AtomicBoolean stop, Scorer scorer) {
    List<Features> rows = rows(5);
    int failures = 0;
    while (!stop.get()) {
      failures += scorer.scoreAll(rows).stream().allMatch(Outcome.Scored.class::isInstance) ? 0 : 1;
    }
    return failures;
  }

  @Test
  void shouldCloseTheOldScorerOnlyWhenItsLastCallHasEnded() {
    // Given
    FakeScorer old = new FakeScorer();
    LeasedScorer scorer = new LeasedScorer(old);
    old.hold();
    CompletableFuture<Outcome> call = CompletableFuture.supplyAsync(() -> scorer.score(row(1, 1)));
    await().until(() -> old.calls() == 1);
    // When
    scorer.swap(new FakeScorer());
    int closingsDuring = old.closings();
    old.release();
    // Then
    assertThat(call.join()).isInstanceOf(Outcome.Scored.class);
    assertThat(closingsDuring).isZero();
    await().until(() -> old.closings() == 1);
    assertThat(old.usesAfterClose()).isZero();
  }

  @Test
  void shouldFailRowsAfterItIsClosed() {
    // Given
    FakeScorer fake = new FakeScorer();
    LeasedScorer scorer = new LeasedScorer(fake);
    scorer.close();
    // When
    Outcome outcome = scorer.score(row(1, 1));
    scorer.close();
    // Then
    assertThat(outcome).isEqualTo(new Outcome.Failed(Reason.ERROR, "the model has been closed"));
    assertThat(fake.closings()).isEqualTo(1);
  }

  @Test
  void shouldCloseANewcomerThatComesTooLate() {
    // Given
    LeasedScorer scorer = new LeasedScorer(new FakeScorer());
    scorer.close();
    FakeScorer late = new FakeScorer();
    // When
    boolean swapped = scorer.swap(late);
    // Then
    assertThat(swapped).isFalse();
    assertThat(late.closings()).isEqualTo(1);
  }
}
