package dev.backstop.simulation;

import static dev.backstop.config.PolicyTexts.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.decision.Rehearsal;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Request;
import dev.backstop.policy.Policy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimulationTest {

  private static final String POLICY = Past.POLICY;

  private final Map<String, String> labels = new HashMap<>();

  @Test
  void shouldFindNoChangeUnderTheSamePolicy() {
    // Given
    Simulation simulation = simulation(POLICY);
    // When
    for (int i = 0; i < 200; i++) {
      simulation.add(Past.answered("r-" + i, i / 200.0, 1 - i / 200.0, "yes"));
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
    simulation.add(Past.answered("sure", .85, .1, "yes"));
    simulation.add(Past.answered("unsure", .5, .8, "yes"));
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
    simulation.add(Past.answered("unsure", .5, .5, "yes"));
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
      simulation.add(Past.answered("r-" + i, .9, .8, "yes"));
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
    simulation.add(Past.answered("both", .6, .8, "yes"));
    simulation.add(Past.answered("only the first", .9, .8, "yes"));
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
    Request request = Past.request("r", 1);
    Rehearsal.End end = Past.climb(policy(ensemble), request, .9, .8);
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
    simulation.add(Past.answered("sure", .95, .1, "yes"));
    simulation.add(Past.answered("unsure", .5, .8, "yes"));
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
    same.add(Past.answered("r", .85, .1, "yes"));
    other.add(Past.answered("r", .85, .1, "yes"));
    // Then
    assertThat(same.report().after().mix()).isEqualTo(Map.of("a", 1));
    assertThat(other.report().unknown()).isEqualTo(Map.of("a", 1));
  }

  @Test
  void shouldCountWhatCannotBeKnown() {
    // Given
    Simulation simulation = simulation(POLICY.replace("threshold: 0.8", "threshold: 0.9"));
    // When
    simulation.add(Past.answered("sure", .95, .1, "yes"));
    simulation.add(Past.answered("now unsure", .85, .1, "yes"));
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
    simulation.add(Past.answered("reviewed", .5, .6, "no"));
    simulation.add(Past.answered("reviewed and alike", .5, .6, "yes"));
    simulation.add(Past.answered("still reviewed", .5, .5, "no"));
    Report report = simulation.report();
    // Then
    assertThat(report.before().known()).isZero();
    assertThat(report.after().known()).isZero();
    assertThat(report.before().audited().of()).isZero();
    assertThat(report.unasked()).isEqualTo(new Report.Unasked(2, 1));
    assertThat(report.changes()).hasSize(2);
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
    Answered second = Past.answered("r", .5, .83, "yes");
    // When, Then
    assertThat(why(POLICY, second)).isEmpty();
    assertThat(why(stricter, second)).hasValue("b said 0.83, 0.90 is needed now, 0.70 was");
    assertThat(why(looser, Past.answered("r", .5, .6, "no")))
        .hasValue("b said 0.60, 0.55 is needed now, 0.70 was");
    assertThat(why(other, Past.answered("r", .5, .1, "yes"))).isEmpty();
    assertThat(why(POLICY.replace("tier: b", "tier: second"), second))
        .hasValue("second comes now where b came");
    assertThat(why(POLICY.replace("{tier: b, kind", "{tier: b, enabled: false, kind"), second))
        .hasValue(
            "b gave no answer that counts, because the policy or an operator told the ladder to pass it by now; then it answered 'yes'");
    assertThat(why(large, Past.answered("r", .9, .97, "yes", 50))).isEmpty();
  }

  @Test
  void shouldSayThatARequestIsInAnotherSegment() {
    // Given
    Simulation simulation =
        simulation(
            POLICY
                + "segments:\n  - {segment: large, when: features.amount > 10, tiers: {b: {threshold: 0.95}}}\n");
    // When
    Optional<Moved> moved = simulation.add(Past.answered("r", .5, .83, "yes", 50));
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
    simulation.add(Past.answered("right", .9, .1, "yes"));
    simulation.add(Past.answered("wrong", .9, .1, "yes"));
    simulation.add(Past.answered("nobody knows", .9, .1, "yes"));
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
    simulation.add(Past.answered("small", .9, .9, "yes", 5));
    simulation.add(Past.answered("large", .9, .9, "yes", 50));
    // Then
    assertThat(simulation.report().after().mix()).isEqualTo(Map.of("a", 1, "people", 1));
  }

  @Test
  void shouldLeaveOtherDomainsOut() {
    // Given
    Simulation simulation = simulation(POLICY.replace("domain: d", "domain: e"));
    // When
    simulation.add(Past.answered("r", .9, .9, "yes"));
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
      simulation.add(Past.answered("r-" + i, first, second, "yes"));
      real.merge(end(candidate, "r-" + i, first, second), 1, Integer::sum);
    }
    // Then
    assertThat(simulation.report().unknown()).isEmpty();
    assertThat(simulation.report().after().mix()).isEqualTo(real);
  }

  private static String end(Policy policy, String id, double first, double second) {
    Rehearsal.End end = Past.climb(policy, Past.request(id, 1), first, second);
    return end instanceof Rehearsal.Decided decided ? decided.decision().tier() : "people";
  }

  private Optional<String> why(String document, Answered answered) {
    return simulation(document).add(answered).map(Moved::why);
  }

  private Simulation simulation(String document) {
    return new Simulation(policy(document), labels);
  }
}
