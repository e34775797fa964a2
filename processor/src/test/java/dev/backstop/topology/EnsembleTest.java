package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.AttemptMember;
import dev.backstop.v1.Decision;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.TierKind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A tier of two models, asked one record at a time and ahead of the topology. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class EnsembleTest {

  private static final String PRIMARY =
      "{tier: primary, kind: model, model: first, threshold: 0.8, budget: 100ms}";
  private static final String SECONDARY =
      "{tier: secondary, kind: model, model: second, threshold: 0.7, budget: 1s}";

  private static final String COMMITTEE =
      "{tier: committee, kind: ensemble, combine: WEIGHTED_MEAN, minimum: %d, threshold: 0.8, budget: 1s, "
          + "members: [{model: first, weight: 3}, {model: second, weight: 1}]}";

  private final boolean batched;

  EnsembleTest(boolean batched) {
    this.batched = batched;
  }

  @Test
  void shouldTakeTheCombinedAnswerAndNameEveryModel() {
    try (TopologyHarness harness = first(2)) {
      // When: (3 · .9 + 1 · .6) / 4
      harness.send(harness.request("r", 0.9, 0.6));
      // Then
      Decision decision = harness.onlyDecision();
      assertThat(decision.getTierKind()).isEqualTo(TierKind.ENSEMBLE);
      assertThat(decision.getLabel()).isEqualTo("yes");
      assertThat(decision.getConfidence()).isEqualTo(0.825, within(1e-12));
      Attempt attempt = decision.getAttempts().get(0);
      assertThat(attempt.getModel()).isNull();
      assertThat(attempt.getMembers())
          .extracting(AttemptMember::getName)
          .containsExactly("first", "second");
      assertThat(attempt.getMembers().get(1).getModel().getSha256()).isEqualTo("b".repeat(64));
      assertThat(attempt.getMembers())
          .extracting(AttemptMember::getConfidence)
          .containsExactly(0.9, 0.6);
      assertThat(model(harness, Topic.DECISIONS)).isEqualTo("committee(2/2)");
    }
  }

  @Test
  void shouldGoOnWhenTheModelsTogetherAreNotSureEnough() {
    try (TopologyHarness harness = first(2)) {
      harness.send(harness.request("r", 0.8, 0.7));

      assertThat(harness.tasks().get(0).getAttempts().get(0).getReason())
          .isEqualTo(Reason.LOW_CONFIDENCE);
      assertThat(harness.tasks().get(0).getAttempts().get(0).getMembers()).hasSize(2);
    }
  }

  @Test
  void shouldCombineTheOthersWhenEnoughHaveAnswered() {
    try (TopologyHarness harness = first(1)) {
      harness.send(harness.request("r", "TIMEOUT", 0.85));

      Attempt attempt = harness.onlyDecision().getAttempts().get(0);
      assertThat(attempt.getReason()).isNull();
      assertThat(attempt.getConfidence()).isEqualTo(0.85);
      assertThat(attempt.getMembers().get(0).getReason()).isEqualTo(Reason.TIMEOUT);
      assertThat(model(harness, Topic.DECISIONS)).isEqualTo("committee(1/2)");
    }
  }

  @Test
  void shouldGoOnWithTheReasonWhenTooFewHaveAnswered() {
    try (TopologyHarness harness = first(2)) {
      harness.send(harness.request("r", 0.99, "BREAKER_OPEN"));

      Attempt attempt = harness.tasks().get(0).getAttempts().get(0);
      assertThat(attempt.getReason()).isEqualTo(Reason.BREAKER_OPEN);
      assertThat(attempt.getLabel()).isNull();
      assertThat(attempt.getDetail())
          .isEqualTo("1 of 2 models answered, and 2 must: second BREAKER_OPEN");
      assertThat(attempt.getMembers().get(0).getConfidence()).isEqualTo(0.99);
    }
  }

  @Test
  void shouldGoOnWhenNoneHasAnsweredAndWhenAModelBreaksItsContract() {
    try (TopologyHarness harness = first(1)) {
      harness.send(harness.request("r", "BUG", "INVALID_OUTPUT"));

      Attempt attempt = harness.tasks().get(0).getAttempts().get(0);
      assertThat(attempt.getReason()).isEqualTo(Reason.ERROR);
      assertThat(attempt.getMembers())
          .extracting(AttemptMember::getReason)
          .containsExactly(Reason.ERROR, Reason.INVALID_OUTPUT);
    }
  }

  @Test
  void shouldBeReachedThroughTheSecondaryTopic() {
    try (TopologyHarness harness = harness(SECONDARY, 2)) {
      harness.send(harness.request("r", 0.75, 1.0));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("committee");
      assertThat(decision.getConfidence()).isEqualTo(0.8125, within(1e-12));
      assertThat(harness.records(Topic.SECONDARY)).hasSize(1);
      assertThat(decision.getAttempts())
          .extracting(Attempt::getReason)
          .containsExactly(Reason.LOW_CONFIDENCE, null);
      assertThat(decision.getReason()).isEqualTo(Reason.LOW_CONFIDENCE);
    }
  }

  @Test
  void shouldAskEachModelOnce() {
    try (TopologyHarness harness = first(2)) {
      int[] asked = {0};
      harness.whileScoring(() -> asked[0]++);

      harness.send(harness.request("r", 0.9, 0.9));

      assertThat(asked[0]).isEqualTo(2);
    }
  }

  @Test
  void shouldBeTheOnlyTierWhereNoFallbackIsAllowed() {
    try (TopologyHarness harness = first(2)) {
      PredictionRequest request = harness.request("r", 0.5, 0.5);
      request.setAllowFallback(false);

      harness.send(request);

      assertThat(harness.onlyDecision().getLabel()).isNull();
      assertThat(harness.onlyDecision().getTier()).isEqualTo("committee");
    }
  }

  private TopologyHarness first(int minimum) {
    TopologyHarness harness =
        new TopologyHarness(
            policy ->
                policy
                    .replace("  - " + SECONDARY + "\n", "")
                    .replace(PRIMARY, COMMITTEE.formatted(minimum)));
    return batched ? harness.batched() : harness;
  }

  private TopologyHarness harness(String replaced, int minimum) {
    TopologyHarness harness =
        new TopologyHarness(policy -> policy.replace(replaced, COMMITTEE.formatted(minimum)));
    return batched ? harness.batched() : harness;
  }

  private static String model(TopologyHarness harness, Topic topic) {
    return new String(
        harness.records(topic).get(0).headers().lastHeader(Header.MODEL.key()).value(),
        StandardCharsets.UTF_8);
  }
}
