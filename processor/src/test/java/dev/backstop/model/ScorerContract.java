package dev.backstop.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Scorer} promises. Every implementation runs it, on the logits 0 and x0 + x1. */
public abstract class ScorerContract {

  protected static final int THREADS = 4;

  private Scorer scorer;

  /** A scorer of its own for each test; for {@link #THREADS} threads. */
  protected abstract Scorer create();

  @BeforeEach
  void createScorer() {
    scorer = create();
  }

  @AfterEach
  void closeScorer() {
    scorer.close();
  }

  protected static Features row(double x0, double x1) {
    return new Features(Map.of("x0", x0, "x1", x1));
  }

  protected static List<Features> rows(int count) {
    return IntStream.range(0, count).mapToObj(i -> row(i * 0.01, -0.5)).toList();
  }

  private static Features bad() {
    return new Features(Map.of("x1", 1.0));
  }

  @Test
  void shouldGiveNoOutcomeForAnEmptyBatch() {
    // When
    List<Outcome> outcomes = scorer.scoreAll(List.of());
    // Then
    assertThat(outcomes).isEmpty();
  }

  @Test
  void shouldGiveTheKnownAnswer() {
    // When
    Outcome outcome = scorer.score(row(1.0, 0.5));
    // Then
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Scored.class,
            scored -> {
              assertThat(scored.score().label()).isEqualTo("yes");
              assertThat(scored.score().confidence()).isCloseTo(0.817574, within(1e-6));
              assertThat(scored.score().scores().keySet()).containsExactly("no", "yes");
            });
  }

  @Test
  void shouldKeepTheOrderOfTheRows() {
    // Given
    List<Features> rows = rows(300);
    // When
    List<Outcome> outcomes = scorer.scoreAll(rows);
    // Then
    assertThat(outcomes).isEqualTo(rows.stream().map(scorer::score).toList());
  }

  @Test
  void shouldLetABadRowFailAlone() {
    // Given
    List<Features> rows = new ArrayList<>(rows(40));
    List<Outcome> without = scorer.scoreAll(rows);
    rows.add(7, bad());
    // When
    List<Outcome> outcomes = new ArrayList<>(scorer.scoreAll(rows));
    // Then
    assertThat(outcomes.remove(7))
        .isEqualTo(new Outcome.Failed(Reason.INVALID_INPUT, "x0: missing"));
    assertThat(outcomes).isEqualTo(without);
  }

  @Test
  void shouldFailEveryRowOfABatchOfBadRows() {
    // When
    List<Outcome> outcomes = scorer.scoreAll(List.of(bad(), bad()));
    // Then
    assertThat(outcomes).hasSize(2).allMatch(Outcome.Failed.class::isInstance);
  }

  @Test
  void shouldAnswerTheSameToTheLastBitWhateverElseIsInTheBatch() {
    // Given
    List<Features> rows = rows(257);
    List<Outcome> together = scorer.scoreAll(rows);
    for (int size : new int[] {1, 2, 7, 16, 31, 33, 100, 256}) {
      // When
      List<Outcome> part = scorer.scoreAll(rows.subList(257 - size, 257));
      // Then
      assertThat(part).as("size %s", size).isEqualTo(together.subList(257 - size, 257));
    }
  }

  @Test
  void shouldAnswerWithinABudget() {
    // When
    List<Outcome> outcomes = scorer.scoreAll(rows(3), Duration.ofMinutes(1));
    // Then
    assertThat(outcomes).isEqualTo(scorer.scoreAll(rows(3)));
  }

  @Test
  void shouldAnswerTheSameWhereACallIsBegunAndAwaitedLater() {
    // When
    Begun first = scorer.begin(rows(3), Duration.ofMinutes(1));
    Begun second = scorer.begin(rows(5), Duration.ofMinutes(1));
    // Then
    assertThat(second.await()).isEqualTo(scorer.scoreAll(rows(5)));
    assertThat(first.await()).isEqualTo(scorer.scoreAll(rows(3)));
    assertThat(first.nanos()).isPositive();
  }

  @Test
  void shouldAnswerSeveralThreadsAtOnce() throws ExecutionException, InterruptedException {
    // Given
    List<Features> rows = rows(50);
    List<Outcome> expected = scorer.scoreAll(rows);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<Boolean>> answers = new ArrayList<>();
    // When
    for (int i = 0; i < THREADS; i++) {
      answers.add(
          threads.submit(
              () -> IntStream.range(0, 200).allMatch(n -> scorer.scoreAll(rows).equals(expected))));
    }
    // Then
    for (Future<Boolean> answer : answers) {
      assertThat(answer.get()).isTrue();
    }
    threads.shutdown();
  }
}
