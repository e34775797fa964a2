package dev.backstop.topology.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.backstop.decision.Case;
import dev.backstop.decision.Passing;
import dev.backstop.domain.Features;
import dev.backstop.domain.Member;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.Outcome;
import dev.backstop.model.Begun;
import dev.backstop.model.BoundedScorer;
import dev.backstop.model.Capacity;
import dev.backstop.model.FakeScorer;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.model.Scorer;
import dev.backstop.policy.Combination;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Terms;
import dev.backstop.policy.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.junit.jupiter.api.Test;

/** How the models of an ensemble are asked. */
class EnsembleScoreTest {

  private final ScoredCases cases = new ScoredCases();
  private final Models models = cases.models;

  @Test
  void shouldAskTheModelsOfAnEnsembleAtOnce() {
    // Given: neither answers before the other has been asked
    CyclicBarrier both = new CyclicBarrier(2);
    models.put("m@1", meeting("m", both));
    models.put("n@1", meeting("n", both));
    // When
    Case asked = cases.asked(committee());
    // Then
    assertThat(asked.attempts().get(0).members())
        .extracting(Member::name, Member::answered)
        .containsExactly(tuple("m@1", true), tuple("n@1", true));
    models.close();
  }

  @Test
  void shouldAskTheOtherModelsOfAnEnsembleWhereOneIsNotThere() {
    // Given
    models.put("n@1", ScoredCases.model("1"));
    // When
    Case asked = cases.asked(committee());
    // Then
    assertThat(asked.attempts().get(0).members())
        .extracting(Member::name, Member::answered)
        .containsExactly(tuple("m@1", false), tuple("n@1", true));
  }

  @Test
  void shouldNotHoldAPlaceAtOneModelOfAnEnsembleWhileWaitingForTheOther() {
    // Given: two ensembles of the same models, each with the only place at its first one
    CyclicBarrier both = new CyclicBarrier(2);
    models.put("m@1", narrow("m", both));
    models.put("n@1", narrow("n", both));
    MockProcessorContext<String, Passing> there = new MockProcessorContext<>();
    Processor<String, Passing, String, Passing> beside = cases.stage(there);
    Duration budget = Duration.ofSeconds(20);
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(
            () -> beside.process(ScoredCases.record(committee(budget, "n@1", "m@1"))));
    // When
    Case asked = cases.asked(committee(budget, "m@1", "n@1"));
    // Then
    other.join();
    assertThat(members(asked))
        .extracting(Member::name, Member::answered)
        .containsExactly(tuple("m@1", true), tuple("n@1", true));
    assertThat(members((Case) there.forwarded().get(0).record().value()))
        .extracting(Member::name, Member::answered)
        .containsExactly(tuple("n@1", true), tuple("m@1", true));
  }

  private static List<Member> members(Case asked) {
    return asked.attempts().get(0).members();
  }

  /** A model with one place, whose first call begins when that of another one does. */
  private static Model narrow(String name, CyclicBarrier both) {
    AtomicBoolean met = new AtomicBoolean();
    FakeScorer answers = new FakeScorer();
    Scorer narrow =
        new Scorer() {
          @Override
          public List<Outcome> scoreAll(List<Features> rows) {
            return answers.scoreAll(rows);
          }

          @Override
          public Begun begin(List<Features> rows, Duration budget) {
            if (!met.getAndSet(true)) {
              meet(both);
            }
            return Scorer.super.begin(rows, budget);
          }
        };
    return new Model(
        new ModelRef(name, "1", "0".repeat(64)), List.of("no", "yes"), narrow, new Capacity(1));
  }

  private static void meet(CyclicBarrier both) {
    try {
      both.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Model meeting(String name, CyclicBarrier both) {
    FakeScorer answers = new FakeScorer();
    Scorer meeting =
        rows -> {
          meet(both);
          return answers.scoreAll(rows);
        };
    return new Model(
        new ModelRef(name, "1", "0".repeat(64)),
        List.of("no", "yes"),
        new BoundedScorer(name, meeting, 1, 1, Duration.ofMinutes(1)),
        new Capacity(1));
  }

  private static Case committee() {
    return committee(Duration.ofMinutes(1), "m@1", "n@1");
  }

  private static Case committee(Duration budget, String first, String second) {
    Case plain = ScoredCases.opened(null);
    Tier.Ensemble committee =
        new Tier.Ensemble(
            "a",
            List.of(first, second),
            new Combination.WeightedMean(List.of(1.0, 1.0)),
            1,
            0.5,
            budget,
            Terms.PLAIN);
    Policy policy =
        new Policy(
            plain.policy().ref(),
            "d",
            Duration.ofHours(1),
            List.of(committee),
            OnReview.WAIT,
            OnTimeout.REJECT,
            Map.of());
    return Case.opened(plain.request(), plain.source(), policy);
  }
}
