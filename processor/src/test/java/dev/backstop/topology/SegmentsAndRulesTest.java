package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.TierKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(booleans = {false, true})
class SegmentsAndRulesTest {

  private static final String FEATURES =
      """
      features:
        amount: {type: NUMBER}
        country: {type: TEXT}
      """;

  private static final String SEGMENTS =
      FEATURES
          + """
          segments:
            - segment: large
              when: features.amount > 3000
              tiers:
                primary: {threshold: 0.95}
                secondary: {enabled: false}
                human: {finishWithin: 10m, priority: 1}
            - segment: small
              when: features.amount < 100
              tiers:
                primary: {threshold: 0.6}
          """;

  private static final String RULES_FIRST =
      """
      ladder:
        - tier: stops
          kind: rules
          rules:
            - {rule: too large, when: features.amount > 50000, then: REJECT}
            - {rule: abroad, when: 'features.country != "home"', then: REVIEW}
            - {rule: trifle, when: features.amount < 10, label: "yes"}
      """;

  private static final String RULES_LAST =
      """
        - tier: last resort
          kind: rules
          degraded: true
          rules:
            - {rule: careful, when: features.amount > 1000, label: "no"}
        - {tier: human,\
      """;

  private final boolean batched;

  SegmentsAndRulesTest(boolean batched) {
    this.batched = batched;
  }

  @Test
  void shouldHoldALargeRequestToTheThresholdOfItsSegment() {
    try (TopologyHarness harness = harness(SEGMENTS)) {
      harness.send(request(harness, 0.9, Map.of("amount", 5000L)));

      ReviewTask task = harness.tasks().get(0);
      assertThat(task.getSegment()).isEqualTo("large");
      assertThat(task.getPriority()).isEqualTo(1);
      assertThat(task.getFinishBy()).isEqualTo(harness.now().plus(Duration.ofMinutes(10)));
      assertThat(task.getAttempts())
          .extracting(Attempt::getReason)
          .containsExactly(Reason.LOW_CONFIDENCE, Reason.POLICY_FORCED);
      assertThat(task.getAttempts().get(0).getThreshold()).isEqualTo(0.95);

      harness.send(harness.verdict(task, "no"));

      assertThat(harness.onlyDecision().getSegment()).isEqualTo("large");
    }
  }

  @Test
  void shouldTakeTheFirstSegmentThatHolds() {
    try (TopologyHarness harness = harness(SEGMENTS)) {
      harness.send(request(harness, 0.7, Map.of("amount", 99.5)));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("primary");
      assertThat(decision.getSegment()).isEqualTo("small");
    }
  }

  @Test
  void shouldTreatARequestOfNoSegmentAsThePolicySays() {
    try (TopologyHarness harness = harness(SEGMENTS)) {
      harness.send(request(harness, 0.8, Map.of("amount", 1000L)));

      assertThat(harness.onlyDecision().getSegment()).isNull();
      assertThat(harness.onlyDecision().getTier()).isEqualTo("primary");
    }
  }

  @Test
  void shouldGoOnInTheSegmentAtTheSecondary() {
    try (TopologyHarness harness = harness(SEGMENTS)) {
      harness.send(request(harness, 0.5, 0.7, Map.of("amount", 50L)));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("secondary");
      assertThat(harness.onlyDecision().getSegment()).isEqualTo("small");
    }
  }

  @Test
  void shouldAskAPersonWhereItCannotBeToldWhichSegmentApplies() {
    try (TopologyHarness harness = harness(SEGMENTS)) {
      harness.send(request(harness, 0.99, Map.of()));

      ReviewTask task = harness.tasks().get(0);
      assertThat(task.getSegment()).isNull();
      assertThat(task.getAttempts())
          .allSatisfy(
              attempt -> {
                assertThat(attempt.getReason()).isEqualTo(Reason.INVALID_INPUT);
                assertThat(attempt.getDetail()).startsWith("segment 'large' cannot be told");
              });
      assertThat(harness.decisions()).isEmpty();
    }
  }

  @Test
  void shouldAnswerByARuleBeforeAnyModel() {
    try (TopologyHarness harness = harness(FEATURES, "ladder:\n", RULES_FIRST)) {
      harness.send(request(harness, 0.1, Map.of("amount", 5L, "country", "home")));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("stops");
      assertThat(decision.getTierKind()).isEqualTo(TierKind.RULES);
      assertThat(decision.getLabel()).isEqualTo("yes");
      assertThat(decision.getDegraded()).isFalse();
      assertThat(decision.getReason()).isNull();
      assertThat(decision.getAttempts()).hasSize(1);
      assertThat(decision.getAttempts().get(0).getDetail()).isEqualTo("rule 'trifle'");
    }
  }

  @Test
  void shouldAskThePrimaryInItsPartWhereNoRuleApplies() {
    try (TopologyHarness harness = harness(FEATURES, "ladder:\n", RULES_FIRST)) {
      harness.send(request(harness, 0.9, Map.of("amount", 500L, "country", "home")));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("primary");
      assertThat(decision.getReason()).isNull();
      assertThat(decision.getAttempts())
          .extracting(Attempt::getReason)
          .containsExactly(Reason.NOT_APPLICABLE, null);
      assertThat(harness.records(Topic.SECONDARY)).isEmpty();
    }
  }

  @Test
  void shouldAskThePrimaryWhereRulesStandFirstAndNoFallbackIsAllowed() {
    try (TopologyHarness harness = harness(FEATURES, "ladder:\n", RULES_FIRST)) {
      PredictionRequest request = request(harness, 0.5, Map.of("amount", 500L, "country", "home"));
      request.setAllowFallback(false);
      harness.send(request);

      assertThat(harness.onlyDecision().getStatus()).isEqualTo(DecisionStatus.REJECTED);
      assertThat(harness.onlyDecision().getTier()).isEqualTo("primary");
      assertThat(harness.onlyDecision().getReason()).isEqualTo(Reason.LOW_CONFIDENCE);
    }
  }

  @Test
  void shouldAskNoModelWhereARuleWantsAPerson() {
    try (TopologyHarness harness = harness(FEATURES, "ladder:\n", RULES_FIRST)) {
      harness.send(request(harness, 0.99, Map.of("amount", 500L, "country", "away")));

      ReviewTask task = harness.tasks().get(0);
      assertThat(task.getAttempts())
          .extracting(Attempt::getTier)
          .containsExactly("stops", "primary", "secondary");
      assertThat(task.getAttempts())
          .allSatisfy(
              attempt -> {
                assertThat(attempt.getReason()).isEqualTo(Reason.POLICY_FORCED);
                assertThat(attempt.getDetail()).isEqualTo("rule 'abroad' wants a person to answer");
              });
    }
  }

  @Test
  void shouldRejectWhereARuleWantsNoAnswer() {
    try (TopologyHarness harness = harness(FEATURES, "ladder:\n", RULES_FIRST)) {
      harness.send(request(harness, 0.99, Map.of("amount", 60_000L, "country", "home")));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getStatus()).isEqualTo(DecisionStatus.REJECTED);
      assertThat(decision.getTier()).isEqualTo("stops");
      assertThat(decision.getReason()).isEqualTo(Reason.POLICY_FORCED);
    }
  }

  @Test
  void shouldAskAPersonWhereItCannotBeToldWhetherAHardStopApplies() {
    try (TopologyHarness harness = harness(FEATURES, "ladder:\n", RULES_FIRST)) {
      harness.send(request(harness, 0.99, Map.of("amount", "much", "country", "home")));

      ReviewTask task = harness.tasks().get(0);
      assertThat(task.getAttempts())
          .extracting(Attempt::getReason)
          .containsOnly(Reason.INVALID_INPUT);
      assertThat(task.getRationale()).contains("rule 'too large' cannot be told");
    }
  }

  @Test
  void shouldAnswerByARuleWhereNoModelWasSure() {
    try (TopologyHarness harness = harness(FEATURES, "  - {tier: human,", RULES_LAST)) {
      harness.send(request(harness, 0.5, Map.of("amount", 2000L)));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("last resort");
      assertThat(decision.getDegraded()).isTrue();
      assertThat(decision.getReason()).isEqualTo(Reason.LOW_CONFIDENCE);
      assertThat(decision.getNotice().getText()).isEqualTo("It is a fixed rule.");
    }
  }

  @Test
  void shouldAskAPersonWhereNoModelWasSureAndNoRuleApplies() {
    try (TopologyHarness harness = harness(FEATURES, "  - {tier: human,", RULES_LAST)) {
      harness.send(request(harness, 0.5, Map.of("amount", 200L)));

      ReviewTask task = harness.tasks().get(0);
      assertThat(task.getAttempts())
          .extracting(Attempt::getReason)
          .containsExactly(Reason.LOW_CONFIDENCE, Reason.LOW_CONFIDENCE, Reason.NOT_APPLICABLE);
      assertThat(task.getRationale()).doesNotContain("last resort");
    }
  }

  private TopologyHarness harness(String more) {
    return harness(more, "", "");
  }

  private TopologyHarness harness(String more, String before, String then) {
    TopologyHarness harness = new TopologyHarness(policy -> policy.replace(before, then) + more);
    return batched ? harness.batched() : harness;
  }

  private static PredictionRequest request(
      TopologyHarness harness, double both, Map<String, Object> more) {
    return request(harness, both, both, more);
  }

  /** A request of which the models are that sure. */
  private static PredictionRequest request(
      TopologyHarness harness, double first, double second, Map<String, Object> more) {
    PredictionRequest request = harness.request("r-1", first, second);
    Map<String, Object> features = new HashMap<>(request.getFeatures());
    features.putAll(more);
    request.setFeatures(features);
    return request;
  }
}
