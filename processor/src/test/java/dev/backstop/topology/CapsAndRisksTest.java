package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.OnReview;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy allows to be done for a request, and what it holds an answer to. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class CapsAndRisksTest {

  private static final String RISKS =
      """
      risks:
        - {risk: low, errorCost: 10, reviewCost: 2, humanError: 0.1}
        - {risk: high, errorCost: 50, reviewCost: 2, humanError: 0.03}
      """;

  private final boolean batched;

  CapsAndRisksTest(boolean batched) {
    this.batched = batched;
  }

  @Test
  void shouldHoldAnswersToWhatTheRiskIsWorth() {
    try (TopologyHarness harness = harness(policy -> policy + RISKS + "risk: high\n")) {
      harness.send(harness.request("r", 0.92, 0.93));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("secondary");
      Attempt first = decision.getAttempts().get(0);
      assertThat(first.getReason()).isEqualTo(Reason.LOW_CONFIDENCE);
      assertThat(first.getThreshold()).isEqualTo(0.93);
      assertThat(first.getDetail())
          .isEqualTo(
              "sure enough for the tier; at risk 'high' a person's answer is expected to cost less");
      assertThat(decision.getAttempts().get(1).getThreshold()).isEqualTo(0.93);
    }
  }

  @Test
  void shouldKeepATiersThresholdWhereTheRiskAsksForLess() {
    try (TopologyHarness harness = harness(policy -> policy + RISKS + "risk: low\n")) {
      harness.send(harness.request("r", 0.8, 0.8));

      assertThat(harness.onlyDecision().getAttempts().get(0).getThreshold()).isEqualTo(0.8);
      assertThat(harness.onlyDecision().getTier()).isEqualTo("primary");
    }
  }

  @Test
  void shouldTakeTheRiskFromTheRequestsHint() {
    try (TopologyHarness harness = harness(policy -> policy + RISKS)) {
      PredictionRequest request = harness.request("r", 0.9, 0.95);
      request.setRiskHint("high");

      harness.send(request);

      assertThat(harness.onlyDecision().getTier()).isEqualTo("secondary");
    }
  }

  @Test
  void shouldTakeTheRiskFromTheSegment() {
    String segments =
        """
        features: {shown: {type: NUMBER}}
        segments:
          - {segment: dear, when: features.shown > 5, risk: high}
        """;
    try (TopologyHarness harness = harness(policy -> policy + RISKS + segments)) {
      harness.send(harness.request("r", 0.9, 0.95));

      assertThat(harness.onlyDecision().getSegment()).isEqualTo("dear");
      assertThat(harness.onlyDecision().getTier()).isEqualTo("secondary");
    }
  }

  @Test
  void shouldPassByWhatTheCapOnAttemptsHasNoRoomFor() {
    try (TopologyHarness harness = harness(policy -> policy + "limits: {attempts: 1}\n")) {
      harness.send(harness.request("r", 0.5, 0.99));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("default");
      assertThat(decision.getDegraded()).isTrue();
      assertThat(reasons(decision))
          .containsExactly(
              Reason.LOW_CONFIDENCE, Reason.BUDGET_EXHAUSTED, Reason.BUDGET_EXHAUSTED, null);
      assertThat(decision.getAttempts().get(1).getDetail())
          .isEqualTo("the policy allows 1 attempts");
    }
  }

  @Test
  void shouldPassByWhatTheCapOnCostsHasNoRoomForAndAskWhatIsCheaper() {
    try (TopologyHarness harness =
        harness(
            policy ->
                policy
                        .replace("threshold: 0.8,", "threshold: 0.8, cost: 1,")
                        .replace("threshold: 0.7,", "threshold: 0.7, cost: 5,")
                        .replace("takeWithin: 5m,", "takeWithin: 5m, cost: 2,")
                    + "limits: {cost: 3}\n")) {
      harness.send(harness.request("r", 0.5, 0.99));

      assertThat(harness.tasks()).hasSize(1);
      assertThat(harness.tasks().get(0).getAttempts().get(1).getReason())
          .isEqualTo(Reason.BUDGET_EXHAUSTED);
      assertThat(harness.tasks().get(0).getAttempts().get(1).getDetail())
          .isEqualTo("it costs 5.0, and 1.0 of at most 3.0 are spent");
    }
  }

  @Test
  void shouldAskAPersonWhomNoCapMaySpare() {
    try (TopologyHarness harness =
        harness(
            policy ->
                policy.replace("takeWithin: 5m,", "takeWithin: 5m, skipFor: [],")
                    + "limits: {attempts: 1}\n")) {
      PredictionRequest request = harness.request("r", 0.5, 0.99);
      request.setOnReview(OnReview.REJECT);

      harness.send(request);

      assertThat(harness.tasks()).hasSize(1);
      assertThat(harness.decisions()).isEmpty();
    }
  }

  @Test
  void shouldAskThePersonWhomARuleWantsWhateverTheCap() {
    String rules =
        """
        features: {shown: {type: NUMBER}}
        limits: {attempts: 1}
        ladder:
          - {tier: primary, kind: model, model: first, threshold: 0.8, budget: 100ms}
          - tier: stops
            kind: rules
            rules: [{rule: odd, when: features.shown > 5, then: REVIEW}]
        """;
    try (TopologyHarness harness =
        harness(
            policy ->
                policy
                    .replace(
                        "  - {tier: primary, kind: model, model: first, threshold: 0.8, budget: 100ms}\n",
                        "")
                    .replace("ladder:\n", rules))) {
      harness.send(harness.request("r", 0.5, 0.99));

      assertThat(harness.tasks()).hasSize(1);
    }
  }

  @Test
  void shouldPassByAPersonWhoIsSwitchedOff() {
    try (TopologyHarness harness =
        harness(policy -> policy.replace("takeWithin: 5m,", "takeWithin: 5m, enabled: false,"))) {
      harness.send(harness.request("r", 0.5, 0.5));

      assertThat(harness.tasks()).isEmpty();
      assertThat(reasons(harness.onlyDecision()))
          .containsExactly(
              Reason.LOW_CONFIDENCE, Reason.LOW_CONFIDENCE, Reason.POLICY_FORCED, null);
    }
  }

  @Test
  void shouldNotAnswerByADefaultThatIsSwitchedOff() {
    try (TopologyHarness harness =
        harness(
            policy ->
                policy
                    .replace("label: \"no\"}", "label: \"no\", enabled: false}")
                    .replace("takeWithin: 5m,", "takeWithin: 5m, enabled: false,"))) {
      harness.send(harness.request("r", 0.5, 0.5));

      assertThat(harness.onlyDecision().getStatus()).isEqualTo(DecisionStatus.REJECTED);
      assertThat(reasons(harness.onlyDecision()))
          .containsExactly(
              Reason.LOW_CONFIDENCE,
              Reason.LOW_CONFIDENCE,
              Reason.POLICY_FORCED,
              Reason.POLICY_FORCED);
    }
  }

  private static List<Reason> reasons(Decision decision) {
    return decision.getAttempts().stream().map(Attempt::getReason).toList();
  }

  private TopologyHarness harness(UnaryOperator<String> change) {
    TopologyHarness harness = new TopologyHarness(change);
    return batched ? harness.batched() : harness;
  }
}
