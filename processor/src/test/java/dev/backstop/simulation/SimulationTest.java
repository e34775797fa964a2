package dev.backstop.simulation;

import static dev.backstop.config.PolicyTexts.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.decision.Case;
import dev.backstop.decision.Rehearsal;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Features;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Request;
import dev.backstop.domain.Score;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimulationTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: d
      owner: o
      deadline: 1h
      features:
        amount: {type: NUMBER}
      ladder:
        - {tier: a, kind: model, model: first, threshold: 0.8, budget: 100ms}
        - {tier: b, kind: model, model: second, threshold: 0.7, budget: 100ms}
        - {tier: people, kind: human, labels: ["yes", "no"], takeWithin: 1m, finishWithin: 10m}
        - {tier: c, kind: default, label: "no"}
      """;

  private final Map<String, String> labels = new HashMap<>();

  @Test
  void shouldFindNoChangeUnderTheSamePolicy() {
    // Given
    Simulation simulation = simulation(POLICY);
    // When
    for (int i = 0; i < 200; i++) {
      simulation.add(answered("r-" + i, i / 200.0, 1 - i / 200.0, "yes"));
    }
    Report report = simulation.report();
    // Then
    assertThat(report.changes()).isEmpty();
    assertThat(report.known()).isEqualTo(200);
    assertThat(report.after()).isEqualTo(report.before());
    assertThat(report.before().mix().keySet()).containsExactly("a", "b", "people");
  }

  @Test
  void shouldSayWhichRequestsEndElsewhereAndByWhichWay() {
    // Given
    Simulation simulation = simulation(POLICY.replace("threshold: 0.7", "threshold: 0.9"));
    // When
    simulation.add(answered("sure", .85, .1, "yes"));
    simulation.add(answered("unsure", .5, .8, "yes"));
    Report report = simulation.report();
    // Then
    assertThat(report.before().mix()).isEqualTo(Map.of("a", 1, "b", 1));
    assertThat(report.after().mix()).isEqualTo(Map.of("a", 1, "people", 1));
    assertThat(report.after().reviews()).isEqualTo(1);
    assertThat(report.changes())
        .containsExactly(
            new Report.Change(
                new Report.Change.Kind(
                    "b",
                    "yes",
                    null,
                    "a:LOW_CONFIDENCE>b:OK",
                    "people",
                    null,
                    null,
                    "a:LOW_CONFIDENCE>b:LOW_CONFIDENCE"),
                1,
                List.of("unsure")));
  }

  @Test
  void shouldCountTwoAnswersWhereTwoReviewersMustAgree() {
    // Given
    Simulation simulation =
        simulation(POLICY.replace("kind: human,", "kind: human, reviewers: 2,"));
    // When
    simulation.add(answered("unsure", .5, .5, "yes"));
    Report report = simulation.report();
    // Then
    assertThat(report.before().reviews()).isEqualTo(1);
    assertThat(report.before().answers()).isEqualTo(1);
    assertThat(report.after().reviews()).isEqualTo(1);
    assertThat(report.after().answers()).isEqualTo(2);
  }

  @Test
  void shouldSayThatItCannotKnowWhatACandidateWouldAnswer() {
    // Given
    Simulation simulation = simulation(POLICY + "canary: {tier: a, model: third@2, share: 0.5}\n");
    // When
    for (int i = 0; i < 100; i++) {
      simulation.add(answered("r-" + i, .9, .8, "yes"));
    }
    Report report = simulation.report();
    // Then: three standard deviations around the share
    assertThat(report.unknown()).containsOnlyKeys("a (candidate third@2)");
    assertThat(report.unknown().get("a (candidate third@2)")).isBetween(35, 65);
    assertThat(report.changes()).isEmpty();
  }

  /** Both models were asked, each by a tier of its own: an ensemble of them can be told. */
  @Test
  void shouldCombineWhatModelsHaveSaidByWhicheverTier() {
    // Given
    Simulation simulation =
        simulation(
            POLICY.replace(
                "{tier: a, kind: model, model: first, threshold: 0.8, budget: 100ms}",
                "{tier: a, kind: ensemble, combine: WEIGHTED_MEAN, members: [{model: first}, {model: second, weight: 3}], threshold: 0.7, budget: 1s}"));
    // When
    simulation.add(answered("both", .6, .8, "yes"));
    simulation.add(answered("only the first", .9, .8, "yes"));
    Report report = simulation.report();
    // Then: (.6 + 3 · .8) / 4 = .75, and what was not recorded is not guessed
    assertThat(report.after().mix()).isEqualTo(Map.of("a", 1));
    assertThat(report.unknown()).isEqualTo(Map.of("a", 1));
  }

  @Test
  void shouldCombineRecordedMembersAgainUnderOtherWeights() {
    // Given
    String ensemble =
        POLICY.replace(
            "{tier: a, kind: model, model: first, threshold: 0.8, budget: 100ms}",
            "{tier: a, kind: ensemble, combine: WEIGHTED_MEAN, members: [{model: first}, {model: second}], threshold: 0.8, budget: 1s}");
    Request request = request("r", 1);
    Rehearsal.End end = climb(policy(ensemble), request, .9, .8);
    Decision recorded = ((Rehearsal.Decided) end).decision();
    // When
    Simulation heavier =
        simulation(
            ensemble
                .replace("{model: second}", "{model: second, weight: 9}")
                .replace("threshold: 0.8, budget: 1s", "threshold: 0.82, budget: 1s"));
    heavier.add(new Answered(request, recorded));
    Simulation stricter =
        simulation(ensemble.replace("threshold: 0.8, budget: 1s", "threshold: 0.85, budget: 1s"));
    stricter.add(new Answered(request, recorded));
    // Then: .81 is below .82, and the mean of .9 and .8 is not below .85
    assertThat(heavier.report().after().mix()).isEqualTo(Map.of("b", 1));
    assertThat(stricter.report().after().mix()).isEqualTo(Map.of("a", 1));
  }

  /** By the candidate's risk: an error costs 50, a review 2, and people are wrong at .03. */
  @Test
  void shouldSayWhatMistakesAndReviewsAreExpectedToCost() {
    // Given
    Simulation simulation =
        simulation(
            POLICY
                + "risks: [{risk: r, errorCost: 50, reviewCost: 2, humanError: 0.03}]\nrisk: r\n");
    // When: the first was and is sure, the second is asked about now
    simulation.add(answered("sure", .95, .1, "yes"));
    simulation.add(answered("unsure", .5, .8, "yes"));
    Report.Costs costs = simulation.report().costs();
    // Then: .05 · 50 + .2 · 50 then, .05 · 50 + 2 + .03 · 50 now
    assertThat(costs.requests()).isEqualTo(2);
    assertThat(costs.before()).isEqualTo(12.5, within(1e-9));
    assertThat(costs.after()).isEqualTo(6, within(1e-9));
  }

  /** The recorded model is version 1. */
  @Test
  void shouldKnowAModelByItsVersionAndNotByAnother() {
    // Given
    Simulation same = simulation(POLICY.replace("model: first,", "model: first@1,"));
    Simulation other = simulation(POLICY.replace("model: first,", "model: first@2,"));
    // When
    same.add(answered("r", .85, .1, "yes"));
    other.add(answered("r", .85, .1, "yes"));
    // Then
    assertThat(same.report().after().mix()).isEqualTo(Map.of("a", 1));
    assertThat(other.report().unknown()).isEqualTo(Map.of("a", 1));
  }

  @Test
  void shouldCountWhatCannotBeKnown() {
    // Given
    Simulation simulation = simulation(POLICY.replace("threshold: 0.8", "threshold: 0.9"));
    // When
    simulation.add(answered("sure", .95, .1, "yes"));
    simulation.add(answered("now unsure", .85, .1, "yes"));
    Report report = simulation.report();
    // Then
    assertThat(report.unknown()).isEqualTo(Map.of("b", 1));
    assertThat(report.known()).isEqualTo(1);
    assertThat(report.before().mix()).isEqualTo(Map.of("a", 1));
  }

  /** People are right about what people said: that is no finding. */
  @Test
  void shouldHoldNobodysAnswerAgainstItself() {
    // Given: under the candidate, the second model may answer what a person has answered
    Simulation simulation = simulation(POLICY.replace("threshold: 0.7", "threshold: 0.55"));
    // When
    simulation.add(answered("reviewed", .5, .6, "no"));
    simulation.add(answered("reviewed and alike", .5, .6, "yes"));
    simulation.add(answered("still reviewed", .5, .5, "no"));
    Report report = simulation.report();
    // Then
    assertThat(report.before().known()).isZero();
    assertThat(report.after().known()).isZero();
    assertThat(report.before().audited().of()).isZero();
    assertThat(report.unasked()).isEqualTo(new Report.Unasked(2, 1));
    assertThat(report.changes()).hasSize(2);
  }

  /** Half of the surer requests and all of the others are drawn: the former stand for two each. */
  @Test
  void shouldWeighWhatTheAuditPanelSaysByItsPropensity() {
    // Given
    Simulation simulation = simulation(POLICY);
    // When
    simulation.add(onPanel(answered("right", .9, .1, "yes"), .5, "yes"));
    simulation.add(onPanel(answered("wrong", .5, .8, "yes"), 1, "no"));
    simulation.add(onPanel(answered("silence", .9, .1, "yes"), .5, null));
    simulation.add(onPanel(answered("asked anyway", .1, .1, "yes"), .5, "yes"));
    simulation.add(drawn(answered("open", .9, .1, "yes"), .5));
    simulation.add(answered("not drawn", .9, .1, "yes"));
    Report report = simulation.report();
    // Then: 2 of 2 + 1 + 2; silence counts as wrong, and a person is not held against the person
    Report.Audited then = report.before().audited();
    assertThat(List.of(then.right(), then.unanswered(), then.of(), then.open()))
        .containsExactly(1, 1, 3, 1);
    assertThat(then.share()).isEqualTo(.4);
    assertThat(report.after().audited()).isEqualTo(report.before().audited());
    assertThat(report.panel().open()).isEqualTo(1);
    assertThat(report.before().known()).isZero();
  }

  @Test
  void shouldBoundTheShareByExactBoundsWhereEveryQuestionIsAnswered() {
    // Given
    Simulation simulation = simulation(POLICY);
    // When
    for (int i = 0; i < 10; i++) {
      simulation.add(onPanel(answered("r-" + i, .9, .1, "yes"), .5, i < 9 ? "yes" : "no"));
    }
    // Then: Clopper and Pearson's for 9 of 10
    assertThat(simulation.report().before().audited().bounds())
        .satisfies(
            bounds -> {
              assertThat(bounds.least()).isCloseTo(.5550, within(.0001));
              assertThat(bounds.most()).isCloseTo(.9975, within(.0001));
            });
  }

  @Test
  void shouldTakeOpenQuestionsAtTheirWorstAndAtTheirBestForTheBounds() {
    // Given
    Simulation simulation = simulation(POLICY);
    // When
    for (int i = 0; i < 8; i++) {
      simulation.add(onPanel(answered("r-" + i, .9, .1, "yes"), .5, "yes"));
    }
    simulation.add(drawn(answered("open", .9, .1, "yes"), .5));
    simulation.add(drawn(answered("open too", .9, .1, "yes"), .5));
    Report.Audited now = simulation.report().after().audited();
    // Then: those for 8 and for 10 of 10
    assertThat(now.share()).isEqualTo(1);
    assertThat(now.open()).isEqualTo(2);
    assertThat(now.bounds().least()).isCloseTo(.4439, within(.0001));
    assertThat(now.bounds().most()).isEqualTo(1);
  }

  @Test
  void shouldBoundNothingBetweenAllAndNoneWhereNobodyHasAnsweredYet() {
    // Given
    Simulation simulation = simulation(POLICY);
    // When
    simulation.add(drawn(answered("open", .9, .1, "yes"), .5));
    Report.Audited now = simulation.report().after().audited();
    // Then
    assertThat(now.share()).isNull();
    assertThat(now.bounds()).isEqualTo(new Report.Bounds(0, 1));
  }

  @Test
  void shouldTakeASampleOfSeveralRatesForOneThatTellsAsMuch() {
    // Given: nine that stand for one each, and one that stands for ten
    Simulation simulation = simulation(POLICY);
    // When
    for (int i = 0; i < 9; i++) {
      simulation.add(onPanel(answered("r-" + i, .9, .1, "yes"), 1, "yes"));
    }
    simulation.add(onPanel(answered("rare", .9, .1, "yes"), .1, "yes"));
    // Then: 19 * 19 / 109 = 3.3 at one rate
    assertThat(simulation.report().after().audited().bounds().least())
        .isCloseTo(Math.pow(.025, 1 / 3.0), within(.0001));
  }

  @Test
  void shouldTakeALabelThatIsGivenBeforeWhatThePanelSays() {
    // Given
    labels.put("r", "no");
    Simulation simulation = simulation(POLICY);
    // When
    simulation.add(onPanel(answered("r", .9, .1, "yes"), .5, "yes"));
    Report.Side now = simulation.report().after();
    // Then
    assertThat(now.audited().of()).isEqualTo(1);
    assertThat(now.audited().share()).isZero();
    assertThat(now.known()).isEqualTo(1);
    assertThat(now.right()).isZero();
  }

  /** What people answered is on the panel too, and a model may answer it now. */
  @Test
  void shouldHoldAModelsAnswerAgainstAPersonOfThePanelWhoDecided() {
    // Given
    Simulation simulation = simulation(POLICY.replace("threshold: 0.7", "threshold: 0.55"));
    // When
    simulation.add(drawn(answered("reviewed", .5, .6, "no"), .5));
    Report report = simulation.report();
    // Then
    assertThat(report.before().audited().of()).isZero();
    assertThat(report.after().audited().of()).isEqualTo(1);
    assertThat(report.after().audited().share()).isZero();
    assertThat(report.panel().open()).isZero();
  }

  @Test
  void shouldCountThePanelsQuestionsBesideDecisions() {
    // Given: everything is drawn now
    Simulation simulation =
        simulation(POLICY + "audit: {rate: 1, salt: s, epoch: 1, horizon: 1d}\n");
    // When
    simulation.add(answered("not drawn then", .9, .1, "yes"));
    simulation.add(drawn(answered("drawn", .9, .1, "yes"), .5));
    simulation.add(drawn(answered("asked anyway", .1, .1, "yes"), .5));
    Report report = simulation.report();
    // Then
    assertThat(report.before().panelQuestions()).isEqualTo(1);
    assertThat(report.after().panelQuestions()).isEqualTo(2);
    assertThat(report.after().answers()).isEqualTo(1);
  }

  @Test
  void shouldSayThatAnOperatorsRateWasInEffect() {
    // Given
    Simulation one = simulation(POLICY + "# another\n");
    Simulation several = simulation(POLICY + "# another\n");
    Simulation own = simulation(POLICY);
    // When
    one.add(drawn(answered("r", .9, .1, "yes"), .5));
    several.add(drawn(answered("r", .9, .1, "yes"), .5));
    several.add(answered("s", .9, .1, "yes"));
    own.add(drawn(answered("r", .9, .1, "yes"), .5));
    // Then: one version has one rate, and that of the candidate is known
    assertThat(one.report().panel().byOperator()).isFalse();
    assertThat(several.report().panel().byOperator()).isTrue();
    assertThat(own.report().panel().byOperator()).isTrue();
  }

  @Test
  void shouldSayWhyARequestEndsOtherwise() {
    // Given
    String stricter = POLICY.replace("threshold: 0.7", "threshold: 0.9");
    String looser = POLICY.replace("threshold: 0.7", "threshold: 0.55");
    String other = POLICY.replace("{tier: a, kind", "{tier: a, enabled: false, kind");
    String large =
        POLICY
            + "segments:\n  - {segment: large, when: features.amount > 10, tiers: {a: {threshold: 0.95}}}\n";
    Answered second = answered("r", .5, .83, "yes");
    // When, Then
    assertThat(why(POLICY, second)).isEmpty();
    assertThat(why(stricter, second)).hasValue("b said 0.83, 0.90 is needed now, 0.70 was");
    assertThat(why(looser, answered("r", .5, .6, "no")))
        .hasValue("b said 0.60, 0.55 is needed now, 0.70 was");
    assertThat(why(other, answered("r", .5, .1, "yes"))).isEmpty();
    assertThat(why(POLICY.replace("tier: b", "tier: second"), second))
        .hasValue("second comes now where b came");
    assertThat(why(POLICY.replace("{tier: b, kind", "{tier: b, enabled: false, kind"), second))
        .hasValue(
            "b gave no answer that counts, because the policy or an operator told the ladder to pass it by now; then it answered 'yes'");
    assertThat(why(large, answered("r", .9, .97, "yes", 50))).isEmpty();
  }

  @Test
  void shouldSayThatARequestIsInAnotherSegment() {
    // Given
    Simulation simulation =
        simulation(
            POLICY
                + "segments:\n  - {segment: large, when: features.amount > 10, tiers: {b: {threshold: 0.95}}}\n");
    // When
    Optional<Moved> moved = simulation.add(answered("r", .5, .83, "yes", 50));
    // Then
    assertThat(moved)
        .hasValueSatisfying(
            one -> {
              assertThat(one.kind().segmentBefore()).isNull();
              assertThat(one.kind().segment()).isEqualTo("large");
              assertThat(one.kind().pathBefore()).isEqualTo("a:LOW_CONFIDENCE>b:OK");
              assertThat(one.why())
                  .isEqualTo(
                      "it is in segment large now, and was in no segment: b said 0.83, 0.95 is needed now, 0.70 was");
            });
  }

  @Test
  void shouldHoldAnswersAgainstLabelsThatAreKnown() {
    // Given
    labels.put("right", "yes");
    labels.put("wrong", "no");
    Simulation simulation = simulation(POLICY);
    // When
    simulation.add(answered("right", .9, .1, "yes"));
    simulation.add(answered("wrong", .9, .1, "yes"));
    simulation.add(answered("nobody knows", .9, .1, "yes"));
    // Then
    assertThat(simulation.report().after().right()).isEqualTo(1);
    assertThat(simulation.report().after().known()).isEqualTo(2);
  }

  @Test
  void shouldPutSegmentsToTheRequestsFeatures() {
    // Given
    Simulation simulation =
        simulation(
            POLICY
                + "segments:\n  - {segment: large, when: features.amount > 10, tiers: {a: {enabled: false}, b: {enabled: false}}}\n");
    // When
    simulation.add(answered("small", .9, .9, "yes", 5));
    simulation.add(answered("large", .9, .9, "yes", 50));
    // Then
    assertThat(simulation.report().after().mix()).isEqualTo(Map.of("a", 1, "people", 1));
  }

  @Test
  void shouldLeaveOtherDomainsOut() {
    // Given
    Simulation simulation = simulation(POLICY.replace("domain: d", "domain: e"));
    // When
    simulation.add(answered("r", .9, .9, "yes"));
    // Then
    assertThat(simulation.report().otherDomains()).isEqualTo(1);
    assertThat(simulation.report().requests()).isZero();
  }

  @Test
  void shouldGiveTheMixThatTheCandidateGivesOnTheSameTraffic() {
    // Given
    Random random = new Random(7);
    Policy candidate =
        policy(
            POLICY
                .replace("threshold: 0.7", "threshold: 0.6")
                .replace("threshold: 0.8", "threshold: 0.7"));
    Simulation simulation = new Simulation(candidate, labels);
    Map<String, Integer> real = new HashMap<>();
    // When
    for (int i = 0; i < 1_000; i++) {
      double first = random.nextDouble();
      double second = random.nextDouble();
      simulation.add(answered("r-" + i, first, second, "yes"));
      real.merge(end(candidate, "r-" + i, first, second), 1, Integer::sum);
    }
    // Then
    assertThat(simulation.report().unknown()).isEmpty();
    assertThat(simulation.report().after().mix()).isEqualTo(real);
  }

  private static String end(Policy policy, String id, double first, double second) {
    Rehearsal.End end = climb(policy, request(id, 1), first, second);
    return end instanceof Rehearsal.Decided decided ? decided.decision().tier() : "people";
  }

  private Optional<String> why(String document, Answered answered) {
    return simulation(document).add(answered).map(Moved::why);
  }

  /** The same, on the audit panel, whose question nobody has answered. */
  private static Answered drawn(Answered answered, double propensity) {
    return new Answered(
        answered.request(),
        answered.decision().with(new AuditDraw("s", 1, propensity, AuditDraw.Half.CERTIFICATION)));
  }

  /** The same with the question's end; null: it stayed unresolved. */
  private static Answered onPanel(Answered answered, double propensity, @Nullable String label) {
    Answered drawn = drawn(answered, propensity);
    Decision decision = drawn.decision();
    return new Answered(
        drawn.request(),
        decision,
        new LabelledExample(
            "t",
            decision.requestId(),
            "d",
            LabelledExample.Origin.AUDIT,
            decision.decisionId(),
            decision.label(),
            label,
            label == null ? Reason.REVIEW_TIMEOUT : null,
            LabelledExample.Compared.NOTHING,
            propensity,
            decision.audit(),
            "reviewer",
            decision.policy(),
            null,
            decision.source(),
            new Features(Map.of()),
            List.of(),
            NOW));
  }

  private Simulation simulation(String document) {
    return new Simulation(policy(document), labels);
  }

  private static Answered answered(String id, double first, double second, String person) {
    return answered(id, first, second, person, 1);
  }

  /** A request as the policy answers it, with what a person says if one is asked. */
  private static Answered answered(
      String id, double first, double second, String person, int amount) {
    Request request = request(id, amount);
    Rehearsal.End end = climb(policy(POLICY), request, first, second);
    return new Answered(
        request,
        end instanceof Rehearsal.Decided decided ? decided.decision() : reviewed(end, id, person));
  }

  private static Decision reviewed(Rehearsal.End end, String id, String label) {
    List<Attempt> attempts = new ArrayList<>(end.attempts());
    attempts.add(Attempt.answered("people", TierKind.HUMAN, label, NOW));
    return new Decision(
        id,
        "d",
        Status.FINAL,
        null,
        label,
        Map.of(),
        null,
        "people",
        TierKind.HUMAN,
        false,
        Reason.LOW_CONFIDENCE,
        null,
        attempts,
        policy(POLICY).ref(),
        null,
        "reviewer",
        new SourcePosition("requests", 0, 0),
        NOW,
        NOW,
        null,
        null,
        Map.of());
  }

  private static Rehearsal.End climb(Policy policy, Request request, double first, double second) {
    return Rehearsal.climb(
        Case.opened(request, new SourcePosition("requests", 0, 0), policy),
        (tier, model) -> answer(model, first, second),
        NOW);
  }

  private static Rehearsal.@Nullable Answer answer(String model, double first, double second) {
    double confidence = model.equals("first") ? first : second;
    return new Rehearsal.Answer(
        new ModelRef(model, "1", "0".repeat(64)),
        new Outcome.Scored(new Score("yes", Map.of("yes", confidence), confidence, confidence)),
        1_000);
  }

  private static Request request(String id, int amount) {
    return new Request(
        id,
        "d",
        null,
        new Features(Map.of("amount", (long) amount)),
        null,
        NOW,
        null,
        null,
        true,
        List.of(),
        null,
        Map.of());
  }
}
