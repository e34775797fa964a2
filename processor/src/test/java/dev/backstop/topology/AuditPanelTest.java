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
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.OnReview;
import dev.backstop.v1.PanelHalf;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.ReviewVerdict;
import dev.backstop.v1.TierKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit panel beside every path; closing the harness checks all promises. */
class AuditPanelTest {

  private static final String PANEL = "audit: {rate: 1, salt: s1, epoch: 3, horizon: 3h}\n";

  TopologyHarness harness(String audit) {
    return new TopologyHarness(policy -> policy + audit);
  }

  @Test
  void shouldAskABlindQuestionBesideAnAcceptedAnswer() {
    try (TopologyHarness harness = harness(PANEL)) {
      harness.send(harness.request("r-1", 0.9, 0.1));

      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("primary");
      assertThat(decision.getStatus()).isEqualTo(DecisionStatus.FINAL);
      assertThat(decision.getAudit().getSalt()).isEqualTo("s1");
      assertThat(decision.getAudit().getEpoch()).isEqualTo(3);
      assertThat(decision.getAudit().getPropensity()).isEqualTo(1.0);
      assertThat(decision.getAudit().getDrawn()).isTrue();
      assertThat(decision.getAudit().getHalf())
          .isIn(PanelHalf.CALIBRATION, PanelHalf.CERTIFICATION);
      ReviewTask task = harness.tasks().get(0);
      assertThat(task.getDecisionId()).isEqualTo(decision.getDecisionId());
      assertThat(task.getReason()).isEqualTo(Reason.AUDIT_SAMPLE);
      assertThat(task.getFinishBy()).isEqualTo(harness.now().plus(Duration.ofHours(3)));
      assertThat(task.getPriority()).isEqualTo(6);
      assertThat(task.getFeatures()).containsEntry("shown", 7L).doesNotContainKey("secret");
      assertHidesWhatWasAnswered(harness, task);
      assertThat(harness.meters.get("backstop.pending").gauge().value()).isZero();
    }
  }

  @Test
  void shouldMakeAVerdictALabelAndLeaveTheDecisionAsItIs() {
    try (TopologyHarness harness = harness(PANEL)) {
      // Given
      harness.send(harness.request("r-1", 0.9, 0.1));
      Decision decision = harness.onlyDecision();
      // When
      harness.send(harness.verdict(harness.tasks().get(0), "no"));
      // Then
      assertThat(harness.decisions()).containsExactly(decision);
      LabelledExample label = harness.labels().get(0);
      assertThat(label.getLabel()).isEqualTo("no");
      assertThat(label.getPredictedLabel()).isEqualTo("yes");
      assertThat(label.getDecidedLabel()).isEqualTo("yes");
      assertThat(label.getError()).isTrue();
      assertThat(label.getUnresolved()).isNull();
      assertThat(label.getLabelSource()).isEqualTo("audit");
      assertThat(label.getTier()).isEqualTo("primary");
      assertThat(label.getModel().getName()).isEqualTo("first");
      assertThat(label.getConfidence()).isEqualTo(0.9);
      assertThat(label.getRawConfidence()).isNotNull();
      assertThat(label.getDecisionId()).isEqualTo(decision.getDecisionId());
      assertThat(label.getAudit()).isEqualTo(decision.getAudit());
      assertThat(label.getReviewer()).isEqualTo("reviewer-1");
      assertThat(label.getPolicy()).isEqualTo(decision.getPolicy());
      assertThat(label.getSource()).isEqualTo(decision.getSource());
      assertThat(label.getAttempts()).extracting(Attempt::getTier).containsExactly("primary");
    }
  }

  @Test
  void shouldLogTheRateAsThePropensityOfWhatOnlyTheCoinHasDrawn() {
    try (TopologyHarness harness = harness("audit: {rate: 0.27, salt: s1, epoch: 1}\n")) {
      // Given: of these, u is below .27 for r-2 alone.
      harness.send(harness.request("r-1", 0.9, 0.1));
      harness.send(harness.request("r-2", 0.9, 0.1));
      harness.send(harness.request("r-3", 0.9, 0.1));
      assertThat(harness.tasks()).extracting(ReviewTask::getRequestId).containsExactly("r-2");
      // When
      harness.send(harness.verdict(harness.tasks().get(0), "yes"));
      // Then
      assertThat(harness.labels().get(0).getPropensity()).isEqualTo(0.27);
      assertThat(harness.labels().get(0).getError()).isFalse();
      assertThat(harness.decisions())
          .extracting(decision -> decision.getAudit().getDrawn())
          .containsExactly(false, true, false);
    }
  }

  @Test
  void shouldAskOnceWhereTheRouteLeadsToAPersonAnyway() {
    try (TopologyHarness harness = harness(PANEL)) {
      // Given
      harness.send(harness.request("r-1", 0.5, 0.6));
      assertThat(harness.tasks()).hasSize(1);
      ReviewTask task = harness.tasks().get(0);
      assertThat(task.getDecisionId()).isNull();
      assertThat(task.getReason()).isEqualTo(Reason.AUDIT_SAMPLE);
      assertHidesWhatWasAnswered(harness, task);
      // When
      harness.send(harness.verdict(task, "no"));
      // Then
      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("human");
      assertThat(decision.getLabel()).isEqualTo("no");
      assertThat(decision.getAudit().getDrawn()).isTrue();
      assertThat(decision.getAttempts())
          .extracting(Attempt::getTier)
          .containsExactly("primary", "secondary", "human");
      LabelledExample label = harness.labels().get(0);
      assertThat(label.getLabelSource()).isEqualTo("review");
      assertThat(label.getPropensity()).isEqualTo(1.0);
      assertThat(label.getTier()).isEqualTo("secondary");
      assertThat(label.getPredictedLabel()).isEqualTo("yes");
      assertThat(label.getDecidedLabel()).isEqualTo("no");
      assertThat(label.getError()).isTrue();
    }
  }

  @Test
  void shouldMarkTheProvisionalDecisionToo() {
    try (TopologyHarness harness = harness(PANEL)) {
      PredictionRequest request = harness.request("r-1", 0.5, 0.6);
      request.setOnReview(OnReview.PROVISIONAL);

      harness.send(request);

      assertThat(harness.onlyDecision().getStatus()).isEqualTo(DecisionStatus.PROVISIONAL);
      assertThat(harness.onlyDecision().getAudit().getDrawn()).isTrue();
      assertThat(harness.tasks()).hasSize(1);
    }
  }

  @Test
  void shouldLabelAnOrdinaryReviewWithPropensityOne() {
    try (TopologyHarness harness = harness("")) {
      harness.send(harness.request("r-1", 0.5, 0.6));
      harness.send(harness.verdict(harness.tasks().get(0), "yes"));

      LabelledExample label = harness.labels().get(0);
      assertThat(label.getPropensity()).isEqualTo(1.0);
      assertThat(label.getAudit()).isNull();
      assertThat(label.getError()).isFalse();
      assertThat(harness.tasks().get(0).getReason()).isEqualTo(Reason.LOW_CONFIDENCE);
    }
  }

  @Test
  void shouldLeaveNoLabelOfAnOrdinaryReviewThatNobodyAnswered() {
    try (TopologyHarness harness = harness("")) {
      harness.send(harness.request("r-1", 0.5, 0.6));
      harness.advance(Duration.ofMinutes(31));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("default");
      assertThat(harness.labels()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "audit: {rate: 0, salt: s1, epoch: 1}\n"})
  void shouldDrawNobodyWithoutAPanel(String audit) {
    try (TopologyHarness harness = harness(audit)) {
      harness.send(harness.request("r-1", 0.9, 0.1));

      assertThat(harness.onlyDecision().getAudit()).isNull();
      assertThat(harness.tasks()).isEmpty();
    }
  }

  @Test
  void shouldDrawWhateverBecameOfTheRequest() {
    try (TopologyHarness harness = harness(PANEL)) {
      // Given
      PredictionRequest late = harness.request("late", 0.9, 0.9);
      late.setDeadline(harness.now().minusSeconds(1));
      PredictionRequest rejected = harness.request("rejected", 0.5, 0.6);
      rejected.setOnReview(OnReview.REJECT);
      PredictionRequest strict = harness.request("strict", 0.5, 0.9);
      strict.setAllowFallback(false);
      // When
      harness.send(late);
      harness.send(rejected);
      harness.send(strict);
      harness.send(harness.request("secondary", "ERROR", 0.9));
      // Then
      assertThat(harness.decisions())
          .hasSize(4)
          .allSatisfy(decision -> assertThat(decision.getAudit().getDrawn()).isTrue());
      assertThat(harness.tasks())
          .extracting(ReviewTask::getRequestId)
          .containsExactly("late", "rejected", "strict", "secondary");
      // When
      harness.tasks().forEach(task -> harness.send(harness.verdict(task, "no")));
      // Then
      assertThat(harness.labels())
          .extracting(LabelledExample::getDecidedLabel)
          .containsExactly("no", null, null, "yes");
      assertThat(harness.labels())
          .extracting(LabelledExample::getError)
          .containsExactly(false, null, null, true);
    }
  }

  @Test
  void shouldCountWhatNobodyAnswersByTheHorizonAsAnError() {
    try (TopologyHarness harness = harness(PANEL)) {
      // Given
      harness.send(harness.request("r-1", 0.9, 0.1));
      harness.advance(Duration.ofHours(3).minusSeconds(1));
      assertThat(harness.labels()).isEmpty();
      // When
      harness.advance(Duration.ofSeconds(2));
      // Then
      LabelledExample label = harness.labels().get(0);
      assertThat(label.getLabel()).isNull();
      assertThat(label.getUnresolved()).isEqualTo(Reason.REVIEW_TIMEOUT);
      assertThat(label.getError()).isTrue();
      assertThat(label.getPredictedLabel()).isEqualTo("yes");
      assertThat(harness.decisions()).hasSize(1);
      // When
      harness.send(harness.verdict(harness.tasks().get(0), "yes"));
      // Then
      assertThat(harness.labels()).hasSize(1);
      assertThat(harness.audit())
          .extracting(AuditEvent::getKind)
          .containsExactly(AuditKind.LATE_VERDICT);
    }
  }

  @Test
  void shouldCountAQuestionThatLedToNoDecisionInTimeAsAnError() {
    try (TopologyHarness harness = harness(PANEL)) {
      harness.send(harness.request("r-1", 0.5, 0.6));
      harness.advance(Duration.ofMinutes(31));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("default");
      assertThat(harness.labels().get(0).getError()).isTrue();
      assertThat(harness.labels().get(0).getUnresolved()).isEqualTo(Reason.REVIEW_TIMEOUT);
    }
  }

  @Test
  void shouldCountAReviewerWhoCannotDecideAsUnresolved() {
    try (TopologyHarness harness = harness(PANEL)) {
      harness.send(harness.request("r-1", 0.9, 0.1));
      harness.send(harness.verdict(harness.tasks().get(0), null));

      assertThat(harness.labels().get(0).getUnresolved()).isEqualTo(Reason.LOW_CONFIDENCE);
      assertThat(harness.labels().get(0).getReviewer()).isEqualTo("reviewer-1");
      assertThat(harness.decisions()).hasSize(1);
    }
  }

  @Test
  void shouldRecordASecondVerdictAndChangeNothing() {
    try (TopologyHarness harness = harness(PANEL)) {
      // Given
      harness.send(harness.request("r-1", 0.9, 0.1));
      ReviewTask task = harness.tasks().get(0);
      harness.send(harness.verdict(task, "yes"));
      // When
      harness.send(harness.verdict(task, "no"));
      // Then
      assertThat(harness.labels()).hasSize(1);
      assertThat(harness.decisions()).hasSize(1);
      assertThat(harness.audit())
          .extracting(AuditEvent::getKind)
          .containsExactly(AuditKind.DUPLICATE_VERDICT);
    }
  }

  @Test
  void shouldRefuseAForgedVerdictAndKeepTheQuestionOpen() {
    try (TopologyHarness harness = harness(PANEL)) {
      // Given
      harness.send(harness.request("r-1", 0.9, 0.1));
      ReviewTask task = harness.tasks().get(0);
      ReviewVerdict forged = harness.verdict(task, "no");
      forged.setDigest("forged");
      // When
      harness.send(forged);
      harness.send(harness.verdict(task, "yes"));
      // Then
      assertThat(harness.deadLetters())
          .extracting(DeadLetter::getCause)
          .containsExactly(DeadLetterCause.REFUSED_VERDICT);
      assertThat(harness.labels()).extracting(LabelledExample::getLabel).containsExactly("yes");
    }
  }

  @Test
  void shouldTakeAVerdictThatCameBeforeItsQuestion() {
    ReviewVerdict early;
    try (TopologyHarness other = harness(PANEL)) {
      other.send(other.request("r-1", 0.9, 0.1));
      early = other.verdict(other.tasks().get(0), "no");
    }
    try (TopologyHarness harness = harness(PANEL)) {
      harness.send(early);
      assertThat(harness.labels()).isEmpty();

      harness.send(harness.request("r-1", 0.9, 0.1));

      assertThat(harness.labels()).extracting(LabelledExample::getLabel).containsExactly("no");
    }
  }

  /** An id used again after its window must not be held up by a question about its first answer. */
  @Test
  void shouldDecideALaterRequestOfTheSameIdWhileTheQuestionIsOpen() {
    try (TopologyHarness harness = harness(PANEL)) {
      // Given
      harness.send(harness.request("r-1", 0.9, 0.1));
      harness.advance(TopologyHarness.WINDOW.plusMinutes(1));
      // When
      harness.finals.forget("r-1");
      harness.send(harness.request("r-1", 0.5, 0.6));
      harness.send(harness.verdict(harness.tasks().get(1), "no"));
      // Then
      assertThat(harness.decisions()).hasSize(2);
      assertThat(harness.decisions().get(1).getTierKind()).isEqualTo(TierKind.HUMAN);
      harness.send(harness.verdict(harness.tasks().get(0), "yes"));
      assertThat(harness.labels())
          .extracting(LabelledExample::getLabelSource)
          .containsExactly("review", "audit");
    }
  }

  @Test
  void shouldDecideWhereTheQuestionWouldBeTooLarge() {
    try (TopologyHarness harness = new TopologyHarness(policy -> policy + PANEL, 1, 30_000)) {
      PredictionRequest request = harness.request("r-1", 0.9, 0.1);
      request.getFeatures().put("long", "x".repeat(40_000));

      harness.send(request);

      assertThat(harness.onlyDecision().getTier()).isEqualTo("primary");
      assertThat(harness.tasks()).isEmpty();
      assertThat(harness.deadLetters()).isEmpty();
      LabelledExample label = harness.labels().get(0);
      assertThat(label.getUnresolved()).isEqualTo(Reason.ERROR);
      assertThat(label.getError()).isTrue();
      assertThat(label.getFeatures()).isEmpty();
    }
  }

  private static void assertHidesWhatWasAnswered(TopologyHarness harness, ReviewTask task) {
    assertThat(task.getBlind()).isTrue();
    assertThat(task.getAttempts()).isEmpty();
    assertThat(task.getOnTimeout().getLabel()).isNull();
    assertThat(task.getOnTimeout().getConfidence()).isNull();
    assertThat(task.getOnTimeout().getTier()).isEqualTo("human");
    assertThat(task.getRationale())
        .contains("drawn for an audit")
        .doesNotContain("primary", "secondary", "sure");
    var headers = harness.records(Topic.REVIEWS).get(0).headers();
    assertThat(headers.lastHeader(Header.MODEL.key())).isNull();
    assertThat(headers.lastHeader(Header.TIER_PATH.key()).value()).isEmpty();
    assertThat(new String(headers.lastHeader(Header.REASON.key()).value(), StandardCharsets.UTF_8))
        .isEqualTo("AUDIT_SAMPLE");
  }
}
