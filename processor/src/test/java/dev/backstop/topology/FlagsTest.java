package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What the policy's flags choose: a tier's model, and where a feature comes from. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class FlagsTest {

  private static final String SOURCES =
      """
      flags: {bureau-b: %s}
      features:
        first: {type: NUMBER, alternatives: [{flag: bureau-b, from: first_b}], fallback: [first_old]}
        first_b: {type: NUMBER}
        first_old: {type: NUMBER}
        shown: {type: NUMBER}
      """;

  private final boolean batched;

  FlagsTest(boolean batched) {
    this.batched = batched;
  }

  @Test
  void shouldAskTheModelThatTheFlagChooses() {
    try (TopologyHarness harness =
        harness(policy -> alternative(policy) + "flags: {new: true}\n")) {
      harness.send(harness.request("r", 0.1, 0.9));

      Attempt attempt = harness.onlyDecision().getAttempts().get(0);
      assertThat(attempt.getTier()).isEqualTo("primary");
      assertThat(attempt.getModel().getName()).isEqualTo("second");
      assertThat(attempt.getReason()).isNull();
    }
  }

  @Test
  void shouldAskTheUsualModelWhereTheFlagIsOff() {
    try (TopologyHarness harness =
        harness(policy -> alternative(policy) + "flags: {new: false}\n")) {
      harness.send(harness.request("r", 0.9, 0.1));

      assertThat(harness.onlyDecision().getAttempts().get(0).getModel().getName())
          .isEqualTo("first");
    }
  }

  @Test
  void shouldLetASegmentSwitchAFlagForItself() {
    String segments =
        """
        flags: {new: false}
        features: {shown: {type: NUMBER}}
        segments:
          - {segment: dear, when: features.shown > 5, flags: {new: true}}
        """;
    try (TopologyHarness harness = harness(policy -> alternative(policy) + segments)) {
      harness.send(harness.request("r", 0.1, 0.9));
      PredictionRequest cheap = harness.request("cheap", 0.9, 0.1);
      cheap.getFeatures().put("shown", 1L);
      harness.send(cheap);

      assertThat(harness.decisions())
          .extracting(decision -> decision.getAttempts().get(0).getModel().getName())
          .containsExactly("second", "first");
    }
  }

  @Test
  void shouldTakeAFeatureFromWhereTheFlagSaysAndSaySo() {
    try (TopologyHarness harness = harness(policy -> policy + SOURCES.formatted(true))) {
      harness.send(request(harness, Map.of("first", 0.1, "first_b", 0.9)));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getConfidence()).isEqualTo(0.9);
      assertThat(decision.getAttempts().get(0).getSources()).isEqualTo(Map.of("first", "first_b"));
    }
  }

  @Test
  void shouldNotTakeTheUsualFieldInPlaceOfTheOneThatIsWanted() {
    try (TopologyHarness harness = harness(policy -> policy + SOURCES.formatted(true))) {
      harness.send(request(harness, Map.of("first", 0.9)));

      Attempt attempt = harness.onlyDecision().getAttempts().get(0);
      assertThat(attempt.getReason()).isEqualTo(Reason.INVALID_INPUT);
      assertThat(attempt.getSources()).isEmpty();
    }
  }

  @Test
  void shouldFallBackOnAnotherFieldWhereAFeatureIsMissing() {
    try (TopologyHarness harness = harness(policy -> policy + SOURCES.formatted(false))) {
      harness.send(request(harness, Map.of("first_old", 0.85)));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getConfidence()).isEqualTo(0.85);
      assertThat(decision.getAttempts().get(0).getSources())
          .isEqualTo(Map.of("first", "first_old"));
    }
  }

  @Test
  void shouldNotTouchAFeatureThatIsThere() {
    try (TopologyHarness harness = harness(policy -> policy + SOURCES.formatted(false))) {
      harness.send(request(harness, Map.of("first", 0.9, "first_old", 0.1)));

      assertThat(harness.onlyDecision().getConfidence()).isEqualTo(0.9);
      assertThat(harness.onlyDecision().getAttempts().get(0).getSources()).isEmpty();
    }
  }

  @Test
  void shouldReadConditionsFromTheSameFieldsAndShowReviewersTheRequestAsItCame() {
    String rules =
        """
        flags: {bureau-b: true}
        features:
          first: {type: NUMBER, alternatives: [{flag: bureau-b, from: first_b}]}
          first_b: {type: NUMBER}
        ladder:
          - tier: stops
            kind: rules
            rules: [{rule: odd, when: features.first > 0.5, then: REVIEW}]
        """;
    try (TopologyHarness harness = harness(policy -> policy.replace("ladder:\n", rules))) {
      harness.send(request(harness, Map.of("first", 0.1, "first_b", 0.6)));

      assertThat(harness.tasks()).hasSize(1);
      assertThat(harness.tasks().get(0).getAttempts().get(0).getSources())
          .isEqualTo(Map.of("first", "first_b"));
      assertThat(harness.tasks().get(0).getFeatures().get("first")).isEqualTo(0.1);
    }
  }

  private static String alternative(String policy) {
    return policy.replace(
        "model: first,", "model: first, alternatives: [{flag: new, model: second}],");
  }

  /** The second model is as sure as the last resort needs. */
  private static PredictionRequest request(TopologyHarness harness, Map<String, Double> given) {
    PredictionRequest request = harness.request("r", null, 0.75);
    Map<String, Object> features = new HashMap<>(request.getFeatures());
    features.putAll(given);
    request.setFeatures(features);
    return request;
  }

  private TopologyHarness harness(UnaryOperator<String> change) {
    TopologyHarness harness = new TopologyHarness(change);
    return batched ? harness.batched() : harness;
  }
}
