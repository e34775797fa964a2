package dev.backstop.topology.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backstop.config.PolicyTexts;
import dev.backstop.decision.Case;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.guard.BinCounts;
import dev.backstop.guard.Bins;
import dev.backstop.guard.DriftReference;
import dev.backstop.guard.InputReport;
import dev.backstop.guard.ModelReference;
import dev.backstop.guard.WindowCounts;
import dev.backstop.model.Allowance;
import dev.backstop.model.Capacity;
import dev.backstop.model.Ended;
import dev.backstop.model.FakeScorer;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.model.Scorer;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Candidates;
import dev.backstop.policy.Policy;
import dev.backstop.telemetry.Meter;
import dev.backstop.topology.WaitingCaller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

class ScoreStageTest {

  private final ScoredCases cases = new ScoredCases();
  private final SimpleMeterRegistry meters = cases.meters;
  private final Models models = cases.models;
  private final MockProcessorContext<String, Passing> context = cases.context;

  @Test
  void shouldAskTheModelByTheNameThatThePolicyGivesIt() {
    // Given
    models.put("m@1", ScoredCases.model("1"));
    models.put("m@2", ScoredCases.model("2"));
    // When
    Case asked = asked();
    // Then
    assertThat(asked.attempts())
        .singleElement()
        .satisfies(attempt -> assertThat(attempt.model()).isEqualTo(ScoredCases.model("2").ref()));
  }

  @Test
  void shouldFailAnAttemptWhoseModelIsNotThere() {
    // Given
    models.put("m@1", ScoredCases.model("1"));
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
    models.put("m@2", ScoredCases.model("2"));
    assertThat(asked().attempts()).hasSize(1);
  }

  @Test
  void shouldSayThatACanaryIsNotLoaded() {
    // Given
    models.put("m@2", ScoredCases.model("2"));
    Case on = opened(new Candidates(candidate(Candidate.Mode.CANARY), null));
    // When
    Case asked = cases.asked(on);
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
        new Model(
            ScoredCases.model("2").ref(),
            List.of("no", "yes"),
            rows -> List.<Outcome>of(nameless)));
    // When
    Case asked = cases.asked(opened(new Candidates(null, candidate(Candidate.Mode.SHADOW))));
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
            ScoredCases.model("2").ref(),
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
            ScoredCases.model("2").ref(),
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
            ScoredCases.model("2").ref(),
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
    Case hurried = ScoredCases.opened(ScoredCases.NOW.plusMillis(9));
    Case before = cases.asked(hurried);
    for (int i = 0; i < 20; i++) {
      asked();
    }
    // When
    Case after = cases.asked(hurried);
    // Then
    assertThat(before.attempts()).isEmpty();
    assertThat(after.attempts()).hasSize(1);
    assertThat(budgets).hasSize(21).endsWith(Duration.ofMillis(9));
  }

  @Test
  void shouldHoldNoWaitForAPlaceAgainstTheModel() {
    // Given: the only place is taken for longer than an answer may take
    FakeScorer fake = new FakeScorer();
    Model narrow =
        new Model(ScoredCases.model("2").ref(), List.of("no", "yes"), fake, new Capacity(1));
    models.put("m@2", narrow);
    Case on = under(POLICY + "breaker: {slowerThan: 500ms}\n");
    fake.hold();
    CompletableFuture<Ended> other =
        CompletableFuture.supplyAsync(
            () ->
                narrow.ask(
                    List.of(on.features()), Duration.ofMinutes(1), Allowance.inTurn(1, true)));
    await().until(() -> fake.calls() == 1);
    CompletableFuture<Void> release =
        WaitingCaller.whenWaited(Duration.ofMillis(600), fake::release);
    // When
    Case asked = cases.asked(on);
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
            ScoredCases.model("2").ref(),
            List.of("no", "yes"),
            rows ->
                calls.incrementAndGet() == 5
                    ? List.<Outcome>of(new Outcome.Failed(Reason.ERROR, "once"))
                    : answers.scoreAll(rows)));
    Case ours = under(POLICY + "overload: {retryShare: 0.5}\n");
    Case theirs = under(POLICY + "overload: {retryShare: 0.25}\n");
    for (int i = 0; i < 2; i++) {
      cases.asked(ours);
      cases.asked(theirs);
    }
    // When
    Case asked = cases.asked(ours);
    // Then
    assertThat(calls.get()).isEqualTo(6);
    assertThat(asked.attempts().get(0).taken()).isTrue();
  }

  @Test
  void shouldShowNoModelThatIsNotThereAnyMore() {
    // Given
    models.put("m@1", ScoredCases.model("1"));
    models.put("m@2", ScoredCases.model("2"));
    punctuate();
    List<String> before = shown();
    // When
    models.remove("m@1");
    punctuate();
    // Then
    assertThat(before).containsExactlyInAnyOrder("m@1", "m@2");
    assertThat(shown()).containsExactly("m@2");
    models.put("m@1", ScoredCases.model("1"));
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
    return cases.asked(opened());
  }

  private static Case opened() {
    return ScoredCases.opened(null);
  }
}
