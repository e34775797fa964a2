package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.DeadLetterCause;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.OnReview;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.TierKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One test a path. Every test ends with all promises checked, because closing the harness checks
 * them.
 */
class FallbackTopologyTest {

  /** What is said of a model's answer that came after the deadline. */
  String answeredLate() {
    return "answered after the deadline";
  }

  TopologyHarness harness() {
    return harness(policy -> policy);
  }

  TopologyHarness harness(UnaryOperator<String> policyChange) {
    return harness(policyChange, 1);
  }

  TopologyHarness harness(UnaryOperator<String> policyChange, int partitions) {
    return new TopologyHarness(policyChange, partitions);
  }

  @Test
  void shouldAnswerAtThePrimaryWhenItIsSureEnough() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", 0.8, 0.1));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getStatus()).isEqualTo(DecisionStatus.FINAL);
      assertThat(decision.getTier()).isEqualTo("primary");
      assertThat(decision.getLabel()).isEqualTo("yes");
      assertThat(decision.getReason()).isNull();
      assertThat(decision.getDegraded()).isFalse();
      assertThat(decision.getPolicy().getVersion()).isEqualTo("1.2.3");
      assertThat(harness.records(Topic.SECONDARY)).isEmpty();
    }
  }

  @Test
  void shouldAnswerAtTheSecondaryWhenThePrimaryIsNotSureEnough() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", 0.79, 0.9));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("secondary");
      assertThat(decision.getReason()).isEqualTo(Reason.LOW_CONFIDENCE);
      assertThat(decision.getAttempts())
          .extracting(Attempt::getTier)
          .containsExactly("primary", "secondary");
      assertThat(decision.getAttempts().get(0).getConfidence()).isEqualTo(0.79);
      assertThat(decision.getAttempts().get(0).getThreshold()).isEqualTo(0.8);
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"INVALID_INPUT", "INVALID_OUTPUT", "ERROR", "TIMEOUT", "OVERLOAD", "BREAKER_OPEN"})
  void shouldFallBackWhenThePrimaryFailsForAnyReason(dev.backstop.domain.Reason reason) {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", reason.name(), 0.9));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("secondary");
      assertThat(harness.onlyDecision().getReason().name()).isEqualTo(reason.name());
    }
  }

  @Test
  void shouldFallBackWhenAFeatureOfThePrimaryIsMissing() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", null, 0.9));

      assertThat(harness.onlyDecision().getReason()).isEqualTo(Reason.INVALID_INPUT);
      assertThat(harness.onlyDecision().getAttempts().get(0).getDetail())
          .isEqualTo("first: missing");
    }
  }

  @Test
  void shouldAskAPersonAndTakeTheVerdict() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", 0.5, 0.6));
      ReviewTask task = harness.tasks().get(0);
      assertThat(harness.decisions()).isEmpty();
      assertThat(task.getFeatures()).containsEntry("shown", 7L).doesNotContainKey("secret");
      assertThat(task.getRationale()).contains("primary did not answer: it was not sure enough");

      harness.send(harness.verdict(task, "no"));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("human");
      assertThat(decision.getTierKind()).isEqualTo(TierKind.HUMAN);
      assertThat(decision.getLabel()).isEqualTo("no");
      assertThat(decision.getReviewer()).isEqualTo("reviewer-1");
      assertThat(decision.getDegraded()).isFalse();
      assertThat(decision.getSupersedes()).isNull();
    }
  }

  @Test
  void shouldGiveAProvisionalDecisionAndSupersedeIt() {
    try (TopologyHarness harness = harness()) {
      PredictionRequest request = harness.request("r-1", 0.5, 0.6);
      request.setOnReview(OnReview.PROVISIONAL);

      harness.send(request);
      harness.send(harness.verdict(harness.tasks().get(0), "yes"));

      Decision provisional = harness.decisions().get(0);
      Decision last = harness.decisions().get(1);
      assertThat(provisional.getStatus()).isEqualTo(DecisionStatus.PROVISIONAL);
      assertThat(provisional.getTier()).isEqualTo("secondary");
      assertThat(provisional.getDegraded()).isTrue();
      assertThat(provisional.getExpectedBy()).isEqualTo(harness.tasks().get(0).getFinishBy());
      assertThat(provisional.getNotice().getText()).isEqualTo("It is provisional.");
      assertThat(last.getStatus()).isEqualTo(DecisionStatus.FINAL);
      assertThat(last.getSupersedes()).isEqualTo(provisional.getDecisionId());
    }
  }

  @Test
  void shouldRejectInsteadOfAskingWhenTheRequestWantsThat() {
    try (TopologyHarness harness = harness()) {
      PredictionRequest request = harness.request("r-1", 0.5, 0.6);
      request.setOnReview(OnReview.REJECT);

      harness.send(request);

      assertThat(harness.onlyDecision().getStatus()).isEqualTo(DecisionStatus.REJECTED);
      assertThat(harness.onlyDecision().getLabel()).isNull();
      assertThat(harness.tasks()).isEmpty();
    }
  }

  @Test
  void shouldRejectWhenFallbackIsForbiddenAndTheFirstTierDoesNotAnswer() {
    try (TopologyHarness harness = harness()) {
      PredictionRequest request = harness.request("r-1", 0.5, 0.9);
      request.setAllowFallback(false);

      harness.send(request);

      assertThat(harness.onlyDecision().getStatus()).isEqualTo(DecisionStatus.REJECTED);
      assertThat(harness.onlyDecision().getTier()).isEqualTo("primary");
      assertThat(harness.records(Topic.SECONDARY)).isEmpty();
    }
  }

  @Test
  void shouldGiveTheDeclaredAnswerWhenTheDeadlineHasPassedOnArrival() {
    try (TopologyHarness harness = harness()) {
      PredictionRequest request = harness.request("r-1", 0.99, 0.99);
      request.setDeadline(harness.now().minusSeconds(1));

      harness.send(request);

      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("default");
      assertThat(decision.getLabel()).isEqualTo("no");
      assertThat(decision.getReason()).isEqualTo(Reason.BUDGET_EXHAUSTED);
      assertThat(decision.getAttempts())
          .extracting(Attempt::getTier)
          .containsExactly("primary", "secondary", "human", "default");
      assertThat(
              harness.meters.get("backstop.attempts").tag("reason", "BUDGET_EXHAUSTED").counters())
          .hasSize(3);
      assertThat(decision.getDegraded()).isTrue();
    }
  }

  @Test
  void shouldSkipAModelWhoseBudgetNoLongerFits() {
    try (TopologyHarness harness = harness()) {
      PredictionRequest request = harness.request("r-1", 0.5, 0.99);
      request.setDeadline(harness.now().plusMillis(500));

      harness.send(request);

      assertThat(harness.tasks().get(0).getAttempts())
          .extracting(Attempt::getReason)
          .containsExactly(Reason.LOW_CONFIDENCE, Reason.BUDGET_EXHAUSTED);
      harness.advance(Duration.ofSeconds(2));
      assertThat(harness.onlyDecision().getReason()).isEqualTo(Reason.REVIEW_TIMEOUT);
    }
  }

  @Test
  void shouldDecideByTheDeadlineWhenNobodyAnswersAndNothingElseArrives() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", 0.5, 0.6));

      harness.advance(Duration.ofMinutes(29));
      assertThat(harness.decisions()).isEmpty();
      harness.advance(Duration.ofMinutes(1));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getReason()).isEqualTo(Reason.REVIEW_TIMEOUT);
      assertThat(decision.getTier()).isEqualTo("default");
      assertThat(decision.getDegraded()).isTrue();
      assertThat(decision.getNotice().getText()).isEqualTo("It is a fixed rule.");
    }
  }

  @Test
  void shouldGiveTheBestAttemptMarkedDegradedWhenThePolicyWantsThatOnTimeout() {
    try (TopologyHarness harness =
        harness(policy -> policy.replace("onTimeout: DEFAULT", "onTimeout: BEST_ATTEMPT"))) {
      harness.send(harness.request("r-1", 0.5, 0.6));

      harness.advance(Duration.ofMinutes(30));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("secondary");
      assertThat(harness.onlyDecision().getConfidence()).isEqualTo(0.6);
      assertThat(harness.onlyDecision().getDegraded()).isTrue();
    }
  }

  @Test
  void shouldRejectOnTimeoutWhenThePolicyWantsThat() {
    try (TopologyHarness harness =
        harness(policy -> policy.replace("onTimeout: DEFAULT", "onTimeout: REJECT"))) {
      harness.send(harness.request("r-1", 0.5, 0.6));

      harness.advance(Duration.ofMinutes(30));

      assertThat(harness.onlyDecision().getStatus()).isEqualTo(DecisionStatus.REJECTED);
    }
  }

  @Test
  void shouldRecordALateVerdictAndChangeNothing() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", 0.5, 0.6));
      harness.advance(Duration.ofMinutes(30));

      harness.send(harness.verdict(harness.tasks().get(0), "yes"));

      assertThat(harness.onlyDecision().getLabel()).isEqualTo("no");
      assertThat(harness.audit())
          .extracting(AuditEvent::getKind)
          .containsExactly(AuditKind.LATE_VERDICT);
    }
  }

  @Test
  void shouldRecordASecondVerdictAndChangeNothing() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", 0.5, 0.6));
      harness.send(harness.verdict(harness.tasks().get(0), "yes"));

      harness.send(harness.verdict(harness.tasks().get(0), "no"));

      assertThat(harness.onlyDecision().getLabel()).isEqualTo("yes");
      assertThat(harness.audit())
          .extracting(AuditEvent::getKind)
          .containsExactly(AuditKind.DUPLICATE_VERDICT);
    }
  }

  @Test
  void shouldRefuseAForgedVerdictAndKeepTheReviewOpen() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", 0.5, 0.6));
      var forged = harness.verdict(harness.tasks().get(0), "yes");
      forged.setDigest("0".repeat(64));

      harness.send(forged);

      assertThat(harness.decisions()).isEmpty();
      assertThat(harness.deadLetters())
          .extracting(DeadLetter::getCause)
          .containsExactly(DeadLetterCause.REFUSED_VERDICT);
      harness.send(harness.verdict(harness.tasks().get(0), "no"));
      assertThat(harness.onlyDecision().getLabel()).isEqualTo("no");
    }
  }

  @Test
  void shouldRefuseALabelTheTaskDoesNotOffer() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", 0.5, 0.6));

      harness.send(harness.verdict(harness.tasks().get(0), "perhaps"));

      assertThat(harness.decisions()).isEmpty();
      assertThat(harness.deadLetters())
          .extracting(DeadLetter::getCause)
          .containsExactly(DeadLetterCause.REFUSED_VERDICT);
    }
  }

  @Test
  void shouldGiveTheDeclaredAnswerWhenTheReviewerCannotDecide() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", 0.5, 0.6));

      harness.send(harness.verdict(harness.tasks().get(0), null));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("default");
      assertThat(harness.onlyDecision().getReviewer()).isEqualTo("reviewer-1");
      assertThat(harness.onlyDecision().getReason()).isEqualTo(Reason.LOW_CONFIDENCE);
    }
  }

  @Test
  void shouldKeepAVerdictThatComesBeforeItsTask() {
    ReviewTask task;
    try (TopologyHarness other = harness()) {
      other.send(other.request("r-1", 0.5, 0.6));
      task = other.tasks().get(0);
    }
    try (TopologyHarness harness = harness()) {
      harness.send(harness.verdict(task, "yes"));
      assertThat(harness.deadLetters()).isEmpty();

      harness.send(harness.request("r-1", 0.5, 0.6));

      assertThat(harness.onlyDecision().getLabel()).isEqualTo("yes");
    }
  }

  @Test
  void shouldDeadLetterAVerdictForNoTaskOnceItsPatienceIsOver() {
    try (TopologyHarness other = harness();
        TopologyHarness harness = harness()) {
      other.send(other.request("r-1", 0.5, 0.6));
      harness.send(harness.request("r-2", 0.9, 0.9));
      harness.send(harness.verdict(other.tasks().get(0), "yes"));

      harness.advance(Duration.ofMinutes(10));

      DeadLetter letter = harness.deadLetters().get(0);
      assertThat(letter.getCause()).isEqualTo(DeadLetterCause.UNKNOWN_TASK);
      assertThat(letter.getValueSize()).isPositive();
    }
  }

  @Test
  void shouldAnswerADuplicateOnceInsideTheWindow() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", 0.9, 0.9));
      harness.send(harness.request("r-1", 0.9, 0.9));

      assertThat(harness.decisions()).hasSize(1);
      assertThat(harness.audit())
          .extracting(AuditEvent::getKind)
          .containsExactly(AuditKind.DUPLICATE_REQUEST);
    }
  }

  @Test
  void shouldFallBackWhenAModelBreaksItsContractByThrowing() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", "BUG", 0.9));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("secondary");
      assertThat(harness.onlyDecision().getReason()).isEqualTo(Reason.ERROR);
    }
  }

  @Test
  void shouldAnswerWhateverTimeTheProducerClaims() {
    try (TopologyHarness harness = harness()) {
      PredictionRequest sure = harness.request("r-1", 0.9, 0.9);
      sure.setRequestedAt(Instant.parse("0001-01-01T00:00:00Z"));
      sure.setDeadline(harness.now().plusSeconds(3600));
      PredictionRequest unsure = harness.request("r-2", 0.1, 0.1);
      unsure.setRequestedAt(Instant.parse("0001-01-01T00:00:00Z"));
      unsure.setDeadline(harness.now().plusSeconds(3600));

      harness.send(sure);
      harness.send(unsure);
      harness.advance(Duration.ofHours(1));

      assertThat(harness.decisions())
          .extracting(Decision::getTier)
          .containsExactly("primary", "default");
    }
  }

  @Test
  void shouldNotTakeAnAnswerThatCameAfterTheDeadline() {
    try (TopologyHarness harness = harness()) {
      harness.whileScoring(() -> harness.pass(Duration.ofSeconds(2)));
      PredictionRequest request = harness.request("r-1", 0.99, 0.99);
      request.setDeadline(harness.now().plusSeconds(1));

      harness.send(request);

      assertThat(harness.onlyDecision().getTier()).isEqualTo("default");
      assertThat(harness.onlyDecision().getAttempts().get(0).getReason())
          .isEqualTo(Reason.BUDGET_EXHAUSTED);
      assertThat(harness.onlyDecision().getAttempts().get(0).getDetail()).isEqualTo(answeredLate());
    }
  }

  @Test
  void shouldWriteAMisplacedRequestOnceMoreAndAnswerItThere() {
    try (TopologyHarness harness = harness(policy -> policy, 7)) {
      // Of seven partitions this harness has the first alone: the id belongs to another one.
      harness.send(harness.request("r-1", 0.9, 0.9));

      assertThat(harness.onlyDecision().getRequestId()).isEqualTo("r-1");
      assertThat(harness.onlyDecision().getSource().getOffset()).isEqualTo(1);
    }
  }

  @Test
  void shouldSetARequestAsideRatherThanGiveAProvisionalAnswerWithoutAReview() {
    try (TopologyHarness harness =
        harness(policy -> policy.replace("It is provisional.", "x".repeat(99_000)))) {
      PredictionRequest request = harness.request("r-1", 0.1, 0.1);
      request.setOnReview(OnReview.PROVISIONAL);

      harness.send(request);
      harness.advance(Duration.ofMinutes(30));

      assertThat(harness.deadLetters())
          .extracting(DeadLetter::getCause)
          .containsExactly(DeadLetterCause.OVERSIZED);
      assertThat(harness.tasks()).isEmpty();
      assertThat(harness.decisions()).isEmpty();
    }
  }

  @Test
  void shouldPassOverTraceHeadersThatAreNoneOrTooLong() {
    try (TopologyHarness harness = harness()) {
      RecordHeaders headers = new RecordHeaders();
      headers.add("traceparent", null);
      headers.add("tracestate", new byte[5000]);

      harness.send(harness.request("r-1", 0.1, 0.1), headers);
      harness.advance(Duration.ofMinutes(30));

      assertThat(harness.onlyDecision().getReason()).isEqualTo(Reason.REVIEW_TIMEOUT);
      assertThat(harness.records(Topic.DECISIONS).get(0).headers().lastHeader("tracestate"))
          .isNull();
    }
  }

  @Test
  void shouldReadRecordsOfANewerReleaseWhoseReasonsItDoesNotKnow() {
    try (TopologyHarness harness = harness()) {
      harness.send(harness.request("r-1", 0.1, 0.1));
      ReviewTask newer = harness.tasks().get(0);
      newer.getAttempts().get(0).setReason(Reason.UNKNOWN);
      newer.getAttempts().get(0).setTierKind(TierKind.UNKNOWN);
      newer.setRequestId("r-9");
      newer.setTaskId("r-9/review/0-9");
      newer.setProvisionalId(null);

      harness.sendTask(newer);
      harness.advance(Duration.ofMinutes(30));

      assertThat(harness.decisions())
          .extracting(Decision::getRequestId)
          .containsExactlyInAnyOrder("r-1", "r-9");
    }
  }

  @Test
  void shouldNotTrustLineageFromOutsideAndCarryTheTraceThrough() {
    try (TopologyHarness harness = harness()) {
      RecordHeaders headers = new RecordHeaders();
      headers.add(Header.TIER.key(), utf8("human"));
      headers.add(Header.CE_ID.key(), utf8("forged"));
      headers.add("x-mine", utf8("gone"));
      headers.add("traceparent", utf8("00-1-2-01"));

      harness.send(harness.request("r-1", 0.5, 0.6), headers);
      harness.send(harness.verdict(harness.tasks().get(0), "yes"));

      var decision = harness.records(Topic.DECISIONS).get(0);
      assertThat(decision.headers().lastHeader("traceparent").value()).isEqualTo(utf8("00-1-2-01"));
      assertThat(decision.headers().lastHeader("x-mine")).isNull();
      assertThat(decision.headers().lastHeader(Header.CE_ID.key()).value())
          .isEqualTo(utf8("r-1/final"));
    }
  }

  @Test
  void shouldPassByATierThatIsSwitchedOff() {
    try (TopologyHarness harness =
        harness(policy -> policy.replace("model: first,", "model: first, enabled: false,"))) {
      harness.send(harness.request("r-1", 0.99, 0.9));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("secondary");
      assertThat(harness.onlyDecision().getReason()).isEqualTo(Reason.POLICY_FORCED);
    }
  }

  @Test
  void shouldTakeAThresholdOfZeroForWhatItIs() {
    try (TopologyHarness harness =
        harness(policy -> policy.replace("threshold: 0.8", "threshold: 0"))) {
      harness.send(harness.request("r-1", 0.0, 0.9));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("primary");
      assertThat(harness.onlyDecision().getAttempts().get(0).getThreshold()).isEqualTo(0.0);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
