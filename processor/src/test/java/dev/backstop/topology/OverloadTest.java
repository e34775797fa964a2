package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.telemetry.Meter;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of requests where there are more than a tier takes on. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class OverloadTest {

  private static final String RISKS =
      """
      risks:
        - {risk: low, errorCost: 10, reviewCost: 2, humanError: 0.1}
        - {risk: high, errorCost: 50, reviewCost: 2, humanError: 0.03}
      """;

  private final boolean batched;

  OverloadTest(boolean batched) {
    this.batched = batched;
  }

  @Test
  void shouldSendARequestThatHasWaitedTooLongToTheNextTier() {
    try (TopologyHarness harness =
        harness(policy -> policy.replace("budget: 100ms}", "budget: 100ms, maxWait: 2s}"))) {
      PredictionRequest request = harness.request("r", 0.99, 0.99);
      harness.pass(Duration.ofSeconds(2));

      harness.send(request);

      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("secondary");
      assertThat(decision.getReason()).isEqualTo(Reason.OVERLOAD);
      assertThat(reasons(decision)).containsExactly(Reason.OVERLOAD, null);
      assertThat(harness.calls("first")).isZero();
    }
  }

  @Test
  void shouldServeTheGraveRiskWhereTheSlightOneIsShed() {
    try (TopologyHarness harness =
        harness(
            policy -> policy.replace("budget: 100ms}", "budget: 100ms, maxWait: 2s}") + RISKS)) {
      PredictionRequest grave = harness.request("grave", 0.99, 0.99);
      grave.setRiskHint("high");
      PredictionRequest slight = harness.request("slight", 0.99, 0.99);
      slight.setRiskHint("low");
      harness.pass(Duration.ofMillis(1_500));

      harness.send(grave);
      harness.send(slight);

      assertThat(harness.decisions())
          .extracting(Decision::getTier)
          .containsExactly("primary", "secondary");
    }
  }

  @Test
  void shouldShowHowLongRequestsWait() {
    try (TopologyHarness harness = harness(UnaryOperator.identity())) {
      PredictionRequest request = harness.request("r", 0.5, 0.99);
      harness.pass(Duration.ofSeconds(3));
      harness.send(request);

      harness.advance(Duration.ofSeconds(1));
      double primary = wait(harness, "primary");
      double secondary = wait(harness, "secondary");
      harness.advance(Duration.ofSeconds(1));

      assertThat(primary).isEqualTo(3);
      assertThat(secondary).isZero();
      assertThat(wait(harness, "primary")).isZero();
    }
  }

  @Test
  void shouldOpenNoMoreReviewsThanThePolicyAllows() {
    try (TopologyHarness harness = harness(OverloadTest::oneReview)) {
      harness.send(harness.request("first", 0.5, 0.5));
      harness.send(harness.request("second", 0.5, 0.5));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getRequestId()).isEqualTo("second");
      assertThat(decision.getTier()).isEqualTo("default");
      assertThat(decision.getDegraded()).isTrue();
      assertThat(decision.getReason()).isEqualTo(Reason.OVERLOAD);
      assertThat(reasons(decision))
          .containsExactly(Reason.LOW_CONFIDENCE, Reason.LOW_CONFIDENCE, Reason.OVERLOAD, null);
      assertThat(harness.meters.get(Meter.PENDING.meterName()).gauge().value()).isEqualTo(1);
    }
  }

  @Test
  void shouldOpenReviewsAgainWhenOthersAreClosed() {
    try (TopologyHarness harness = harness(OverloadTest::oneReview)) {
      harness.send(harness.request("first", 0.5, 0.5));
      harness.send(harness.verdict(harness.tasks().get(0), "yes"));

      harness.send(harness.request("second", 0.5, 0.5));

      assertThat(harness.decisions()).hasSize(1);
      assertThat(harness.meters.get(Meter.PENDING.meterName()).gauge().value()).isEqualTo(1);
    }
  }

  @Test
  void shouldChangeNothingByAVerdictOnAReviewThatWasTurnedAway() {
    try (TopologyHarness harness = harness(OverloadTest::oneReview)) {
      harness.send(harness.request("first", 0.5, 0.5));
      harness.send(harness.request("second", 0.5, 0.5));
      ReviewTask turnedAway = harness.tasks().get(1);

      harness.send(harness.verdict(turnedAway, "yes"));

      assertThat(harness.decisions()).hasSize(1);
      assertThat(
              harness
                  .meters
                  .get(Meter.VERDICTS.meterName())
                  .tag("result", "LATE")
                  .counter()
                  .count())
          .isEqualTo(1);
    }
  }

  @Test
  void shouldGiveWhatIsDeclaredForNoAnswer() {
    try (TopologyHarness harness =
        harness(policy -> oneReview(policy).replace("onTimeout: DEFAULT", "onTimeout: REJECT"))) {
      harness.send(harness.request("first", 0.5, 0.5));
      harness.send(harness.request("second", 0.5, 0.5));

      assertThat(harness.onlyDecision().getStatus()).isEqualTo(DecisionStatus.REJECTED);
    }
  }

  @Test
  void shouldAskThePersonWhomARuleWantsHoweverManyReviewsAreOpen() {
    String rules =
        """
        ladder:
          - tier: stops
            kind: rules
            rules: [{rule: odd, when: features.shown > 5, then: REVIEW}]
        """;
    try (TopologyHarness harness =
        harness(
            policy ->
                oneReview(policy).replace("ladder:\n", rules)
                    + "features: {shown: {type: NUMBER}}\n")) {
      harness.send(harness.request("first", 0.5, 0.5));
      harness.send(harness.request("second", 0.5, 0.5));

      assertThat(harness.tasks()).hasSize(2).extracting(ReviewTask::getRoom).containsOnlyNulls();
      assertThat(harness.decisions()).isEmpty();
    }
  }

  @Test
  void shouldTurnAwayNoQuestionOfTheAuditPanel() {
    try (TopologyHarness harness =
        harness(
            policy -> oneReview(policy) + "audit: {rate: 1, salt: s, epoch: 1, horizon: 2d}\n")) {
      harness.send(harness.request("first", 0.5, 0.5));
      harness.send(harness.request("second", 0.5, 0.5));

      assertThat(harness.tasks()).hasSize(2);
      assertThat(harness.decisions()).isEmpty();
    }
  }

  @Test
  void shouldAskAModelOnceMoreWhereItsBudgetOfRetriesAllowsIt() {
    try (TopologyHarness harness = harness(UnaryOperator.identity())) {
      for (int i = 0; i < 9; i++) {
        harness.send(harness.request("r" + i, 0.99, 0.99));
      }
      int before = harness.calls("first");

      harness.send(harness.request("failing", "ERROR", 0.99));
      int calls = harness.calls("first") - before;
      harness.send(harness.request("too many", "ERROR", 0.99));

      assertThat(calls).isEqualTo(2);
      assertThat(harness.calls("first") - before).isEqualTo(3);
      Attempt twice = harness.decisions().get(9).getAttempts().get(0);
      assertThat(twice.getReason()).isEqualTo(Reason.ERROR);
      assertThat(twice.getDetail())
          .isEqualTo("as scripted; asked twice, as the first call failed: ERROR");
      assertThat(
              harness
                  .meters
                  .get(Meter.RETRIES.meterName())
                  .tags("tier", "primary", "model", "first", "result", "FAILED")
                  .counter()
                  .count())
          .isEqualTo(1);
    }
  }

  @Test
  void shouldAskNoModelTwiceWhereThePolicySaysSo() {
    try (TopologyHarness harness = harness(policy -> policy + "overload: {retryShare: 0}\n")) {
      for (int i = 0; i < 20; i++) {
        harness.send(harness.request("r" + i, 0.99, 0.99));
      }
      int before = harness.calls("first");

      harness.send(harness.request("failing", "ERROR", 0.99));

      assertThat(harness.calls("first") - before).isEqualTo(1);
    }
  }

  private static String oneReview(String policy) {
    return policy.replace("finishWithin: 30m,", "finishWithin: 30m, maxOpen: 1,");
  }

  private static double wait(TopologyHarness harness, String part) {
    return harness.meters.get(Meter.QUEUE_WAIT.meterName()).tag("part", part).gauge().value();
  }

  private static List<Reason> reasons(Decision decision) {
    return decision.getAttempts().stream().map(Attempt::getReason).toList();
  }

  private TopologyHarness harness(UnaryOperator<String> change) {
    TopologyHarness harness = new TopologyHarness(change);
    return batched ? harness.batched() : harness;
  }
}
