package dev.backstop.topology.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.backstop.config.PolicyTexts;
import dev.backstop.decision.Case;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Features;
import dev.backstop.domain.Member;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Request;
import dev.backstop.domain.Score;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.BinCounts;
import dev.backstop.guard.Bins;
import dev.backstop.guard.DriftReference;
import dev.backstop.guard.InputReport;
import dev.backstop.guard.ModelReference;
import dev.backstop.guard.WindowCounts;
import dev.backstop.model.Allowance;
import dev.backstop.model.Begun;
import dev.backstop.model.BoundedScorer;
import dev.backstop.model.Capacity;
import dev.backstop.model.Ended;
import dev.backstop.model.FakeScorer;
import dev.backstop.model.Model;
import dev.backstop.model.ModelFaults;
import dev.backstop.model.Models;
import dev.backstop.model.Scorer;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Candidates;
import dev.backstop.policy.Combination;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Terms;
import dev.backstop.policy.Tier;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScoreStageTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Models models = new Models(List.of());
  private final MockProcessorContext<String, Passing> context = new MockProcessorContext<>();
  private final Processor<String, Passing, String, Passing> stage = stage(context);

  @Test
  void shouldAskTheModelByTheNameThatThePolicyGivesIt() {
    // Given
    models.put("m@1", model("1"));
    models.put("m@2", model("2"));
    // When
    Case asked = asked();
    // Then
    assertThat(asked.attempts())
        .singleElement()
        .satisfies(attempt -> assertThat(attempt.model()).isEqualTo(model("2").ref()));
  }

  @Test
  void shouldFailAnAttemptWhoseModelIsNotThere() {
    // Given
    models.put("m@1", model("1"));
    // When
    Case asked = asked();
    // Then
    assertThat(asked.attempts())
        .singleElement()
        .satisfies(attempt -> assertThat(attempt.reason()).isEqualTo(Reason.ERROR));
  }

  @Test
  void shouldPassACaseOnAsItIsWhileItsModelIsBeingLoaded() {
    // Given
    models.expect(Set.of("m@2"));
    // When
    Case passed = asked();
    // Then
    assertThat(passed).isEqualTo(opened());
    assertThat(meters.find(Meter.ATTEMPTS.meterName()).counters()).isEmpty();
    models.put("m@2", model("2"));
    assertThat(asked().attempts()).hasSize(1);
  }

  @Test
  void shouldSayThatACanaryIsNotLoaded() {
    // Given
    models.put("m@2", model("2"));
    Case on = opened(new Candidates(candidate(Candidate.Mode.CANARY), null));
    // When
    Case asked = asked(on);
    // Then: the model in use answers
    assertThat(asked.attempts()).hasSize(2);
    assertThat(asked.attempts().get(1).taken()).isTrue();
    assertThat(shadowRequests("NOT_LOADED")).isEqualTo(1);
  }

  @Test
  void shouldPassACaseOnWhereTheQuestionToTheOtherModelCannotBeMade() {
    // Given: an answer against the contract, without a label
    Outcome nameless = new Outcome.Scored(new Score(null, Map.of(), 0.9, 0.9));
    models.put(
        "m@2",
        new Model(model("2").ref(), List.of("no", "yes"), rows -> List.<Outcome>of(nameless)));
    // When
    Case asked = asked(opened(new Candidates(null, candidate(Candidate.Mode.SHADOW))));
    // Then
    assertThat(asked.attempts()).hasSize(1);
    assertThat(context.forwarded()).hasSize(1);
    assertThat(shadowRequests("NOT_WRITTEN")).isEqualTo(1);
  }

  @Test
  void shouldTakeTheAnswerOfASecondCall() {
    // Given
    AtomicInteger calls = new AtomicInteger();
    FakeScorer answers = new FakeScorer();
    models.put(
        "m@2",
        new Model(
            model("2").ref(),
            List.of("no", "yes"),
            rows ->
                calls.incrementAndGet() == 10
                    ? List.<Outcome>of(new Outcome.Failed(Reason.ERROR, "once"))
                    : answers.scoreAll(rows)));
    for (int i = 0; i < 9; i++) {
      asked();
    }
    // When
    Case asked = asked();
    // Then
    Attempt only = asked.attempts().get(0);
    assertThat(calls.get()).isEqualTo(11);
    assertThat(only.taken()).isTrue();
    assertThat(only.detail()).isEqualTo("asked twice, as the first call failed: ERROR");
    assertThat(
            meters
                .get(Meter.RETRIES.meterName())
                .tags("tier", "a", "model", "m", "result", "ANSWERED")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void shouldCountARowOnceThatItsModelWasAskedTwiceAbout() {
    // Given
    AtomicInteger calls = new AtomicInteger();
    FakeScorer answers = new FakeScorer();
    List<Long> expected = List.of(5L, 5L, 0L);
    models.put(
        "m@2",
        new Model(
            model("2").ref(),
            List.of("no", "yes"),
            rows ->
                calls.incrementAndGet() == 10
                    ? List.<Outcome>of(new Outcome.Failed(Reason.ERROR, "once"))
                    : answers.scoreAll(rows),
            new ModelReference(
                List.of(new DriftReference("x0", new Bins.Numbers(List.of(0.0)), expected)),
                null)));
    for (int i = 0; i < 10; i++) {
      asked();
    }
    // When
    List<InputReport> reports =
        told(Emission.Observed.class).stream().map(Emission.Observed::report).toList();
    // Then
    assertThat(calls.get()).isEqualTo(11);
    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).counts())
        .containsExactly(new BinCounts("x0", expected, List.of(0L, 10L, 0L)));
  }

  @Test
  void shouldGiveAModelThatIsUsuallyQuickWhatIsLeftBeforeTheDeadline() {
    // Given
    List<Duration> budgets = new ArrayList<>();
    FakeScorer answers = new FakeScorer();
    models.put(
        "m@2",
        new Model(
            model("2").ref(),
            List.of("no", "yes"),
            new Scorer() {
              @Override
              public List<Outcome> scoreAll(List<Features> rows) {
                return answers.scoreAll(rows);
              }

              @Override
              public List<Outcome> scoreAll(List<Features> rows, Duration budget) {
                budgets.add(budget);
                return scoreAll(rows);
              }
            }));
    Case hurried = opened(NOW.plusMillis(9));
    Case before = asked(hurried);
    for (int i = 0; i < 20; i++) {
      asked();
    }
    // When
    Case after = asked(hurried);
    // Then
    assertThat(before.attempts()).isEmpty();
    assertThat(after.attempts()).hasSize(1);
    assertThat(budgets).hasSize(21).endsWith(Duration.ofMillis(9));
  }

  @Test
  void shouldAskTheModelsOfAnEnsembleAtOnce() {
    // Given: neither answers before the other has been asked
    CyclicBarrier both = new CyclicBarrier(2);
    models.put("m@1", meeting("m", both));
    models.put("n@1", meeting("n", both));
    // When
    Case asked = asked(committee());
    // Then
    assertThat(asked.attempts().get(0).members())
        .extracting(Member::name, Member::answered)
        .containsExactly(tuple("m@1", true), tuple("n@1", true));
    models.close();
  }

  @Test
  void shouldAskTheOtherModelsOfAnEnsembleWhereOneIsNotThere() {
    // Given
    models.put("n@1", model("1"));
    // When
    Case asked = asked(committee());
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
    Processor<String, Passing, String, Passing> beside = stage(there);
    Duration budget = Duration.ofSeconds(20);
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(
            () -> beside.process(new Record<>("r", committee(budget, "n@1", "m@1"), 0)));
    // When
    Case asked = asked(committee(budget, "m@1", "n@1"));
    // Then
    other.join();
    assertThat(members(asked))
        .extracting(Member::name, Member::answered)
        .containsExactly(tuple("m@1", true), tuple("n@1", true));
    assertThat(members((Case) there.forwarded().get(0).record().value()))
        .extracting(Member::name, Member::answered)
        .containsExactly(tuple("n@1", true), tuple("m@1", true));
  }

  @Test
  void shouldHoldNoWaitForAPlaceAgainstTheModel() {
    // Given: the only place is taken for longer than an answer may take
    FakeScorer fake = new FakeScorer();
    Model narrow = new Model(model("2").ref(), List.of("no", "yes"), fake, new Capacity(1));
    models.put("m@2", narrow);
    Case on = under(POLICY + "breaker: {slowerThan: 500ms}\n");
    fake.hold();
    CompletableFuture<Ended> other =
        CompletableFuture.supplyAsync(
            () ->
                narrow.ask(
                    List.of(on.features()), Duration.ofMinutes(1), Allowance.inTurn(1, true)));
    await().until(() -> fake.calls() == 1);
    CompletableFuture<Void> release = whenWaited(Duration.ofMillis(600), fake::release);
    // When
    Case asked = asked(on);
    // Then: it counts for the request alone
    release.join();
    assertThat(other.join().outcomes().get(0)).isInstanceOf(Outcome.Scored.class);
    assertThat(asked.attempts().get(0).taken()).isTrue();
    assertThat(asked.attempts().get(0).latencyMicros()).isGreaterThanOrEqualTo(600_000);
    assertThat(told(Emission.Reported.class))
        .extracting(told -> told.report().counts())
        .containsExactly(new WindowCounts(1, 0, 0, 0));
  }

  @Test
  void shouldRetryOnTheTermsOfEachPolicyThatAsksTheModel() {
    // Given: the fifth call fails, the third on these terms
    AtomicInteger calls = new AtomicInteger();
    FakeScorer answers = new FakeScorer();
    models.put(
        "m@2",
        new Model(
            model("2").ref(),
            List.of("no", "yes"),
            rows ->
                calls.incrementAndGet() == 5
                    ? List.<Outcome>of(new Outcome.Failed(Reason.ERROR, "once"))
                    : answers.scoreAll(rows)));
    Case ours = under(POLICY + "overload: {retryShare: 0.5}\n");
    Case theirs = under(POLICY + "overload: {retryShare: 0.25}\n");
    for (int i = 0; i < 2; i++) {
      asked(ours);
      asked(theirs);
    }
    // When
    Case asked = asked(ours);
    // Then
    assertThat(calls.get()).isEqualTo(6);
    assertThat(asked.attempts().get(0).taken()).isTrue();
  }

  @Test
  void shouldShowNoModelThatIsNotThereAnyMore() {
    // Given
    models.put("m@1", model("1"));
    models.put("m@2", model("2"));
    punctuate();
    List<String> before = shown();
    // When
    models.remove("m@1");
    punctuate();
    // Then
    assertThat(before).containsExactlyInAnyOrder("m@1", "m@2");
    assertThat(shown()).containsExactly("m@2");
    models.put("m@1", model("1"));
    punctuate();
    assertThat(shown()).containsExactlyInAnyOrder("m@1", "m@2");
  }

  /** The models that have both gauges. */
  private List<String> shown() {
    List<String> limits = models(Meter.MODEL_LIMIT);
    assertThat(models(Meter.MODEL_USUAL)).containsExactlyInAnyOrderElementsOf(limits);
    return limits;
  }

  private List<String> models(Meter meter) {
    return meters.find(meter.meterName()).gauges().stream()
        .map(gauge -> String.valueOf(gauge.getId().getTag("model")))
        .toList();
  }

  private void punctuate() {
    context.scheduledPunctuators().forEach(one -> one.getPunctuator().punctuate(0));
  }

  /** What the stage tells of itself. */
  private <T extends Emission> List<T> told(Class<T> kind) {
    context.resetForwards();
    punctuate();
    return context.forwarded().stream()
        .<Passing>map(one -> one.record().value())
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  private static List<Member> members(Case asked) {
    return asked.attempts().get(0).members();
  }

  /** Does something when the calling thread has been waiting for so long. */
  private static CompletableFuture<Void> whenWaited(Duration time, Runnable then) {
    Thread caller = Thread.currentThread();
    return CompletableFuture.runAsync(
        () -> {
          await()
              .pollInterval(Duration.ofMillis(5))
              .until(() -> caller.getState() == Thread.State.TIMED_WAITING);
          long from = System.nanoTime();
          await()
              .pollInterval(Duration.ofMillis(5))
              .until(() -> System.nanoTime() - from >= time.toNanos());
          then.run();
        });
  }

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: d
      owner: us
      deadline: 1h
      ladder:
        - {tier: a, kind: model, model: m@2, threshold: 0.5, budget: 1m}
        - {tier: default, kind: default, label: "no"}
      """;

  private static Case under(String policy) {
    Case plain = opened();
    return Case.opened(plain.request(), plain.source(), PolicyTexts.policy(policy));
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
    Case plain = opened();
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

  private double shadowRequests(String result) {
    return meters
        .get(Meter.SHADOW_REQUESTS.meterName())
        .tags("tier", "a", "model", "n@1", "result", result)
        .counter()
        .count();
  }

  private static Candidate candidate(Candidate.Mode mode) {
    return new Candidate(mode, "a", "n@1", 1, true, false, null, 1_000);
  }

  private static Case opened(Candidates candidates) {
    Case plain = opened();
    Policy policy = plain.policy().with(plain.policy().charter().with(candidates));
    return Case.opened(plain.request(), plain.source(), policy);
  }

  private Case asked() {
    return asked(opened());
  }

  private Case asked(Case on) {
    context.resetForwards();
    stage.process(new Record<>("r", on, 0));
    return (Case) context.forwarded().get(0).record().value();
  }

  private static Model model(String version) {
    return new Model(
        new ModelRef("m", version, "0".repeat(64)), List.of("no", "yes"), new FakeScorer());
  }

  private Processor<String, Passing, String, Passing> stage(
      MockProcessorContext<String, Passing> context) {
    Processor<String, Passing, String, Passing> made =
        ScoreStage.supplier(
                "route",
                "emit",
                models,
                ModelFaults.guarded(),
                (on, tier) -> true,
                "primary",
                InstantSource.fixed(NOW),
                new Telemetry(meters))
            .get();
    made.init(context);
    return made;
  }

  private static Case opened() {
    return opened((Instant) null);
  }

  private static Case opened(@Nullable Instant deadline) {
    Request request =
        new Request(
            "r",
            "d",
            null,
            new Features(Map.of("x0", 1.0, "x1", 0.5)),
            null,
            NOW,
            deadline,
            null,
            true,
            List.of(),
            null,
            Map.of());
    Policy policy =
        new Policy(
            new PolicyRef("p", "2", "0".repeat(64)),
            "d",
            Duration.ofHours(1),
            List.of(new Tier.Model("a", "m@2", 0.5, Duration.ofMillis(10), true)),
            OnReview.WAIT,
            OnTimeout.REJECT,
            Map.of());
    return Case.opened(request, new SourcePosition("secondary", 0, 0), policy);
  }
}
