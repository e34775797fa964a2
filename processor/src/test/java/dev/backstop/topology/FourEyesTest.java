package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.telemetry.Meter;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewOpinion;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.ReviewVerdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reviews in which two different reviewers must agree. */
class FourEyesTest {

  private static final String LARGE =
      """
      features: {shown: {type: NUMBER}}
      segments:
        - {segment: large, when: features.shown > 3.0, tiers: {human: {reviewers: 2}}}
      """;

  @Test
  void shouldDecideOnceTwoReviewersHaveSaidTheSameAndNameBoth() {
    try (TopologyHarness harness = asked(LARGE)) {
      // When
      say(harness, "ann", "yes");
      boolean early = !harness.decisions().isEmpty();
      harness.pass(Duration.ofMinutes(1));
      say(harness, "bob", "yes");

      // Then
      assertThat(early).isFalse();
      Decision decision = harness.onlyDecision();
      assertThat(decision.getStatus()).isEqualTo(DecisionStatus.FINAL);
      assertThat(decision.getLabel()).isEqualTo("yes");
      assertThat(decision.getSegment()).isEqualTo("large");
      assertThat(decision.getReviewer()).isEqualTo("bob");
      assertThat(last(decision).getOpinions())
          .extracting(ReviewOpinion::getReviewer, ReviewOpinion::getLabel)
          .containsExactly(Tuple.tuple("ann", "yes"), Tuple.tuple("bob", "yes"));
      assertThat(last(decision).getOpinions().get(0).getAt()).isEqualTo(TopologyHarness.START);
      byte[] path =
          harness
              .records(Topic.DECISIONS)
              .get(0)
              .headers()
              .lastHeader(Header.TIER_PATH.key())
              .value();
      assertThat(new String(path, StandardCharsets.UTF_8)).endsWith("human:OK");
      assertThat(verdicts(harness, "HEARD")).isEqualTo(1);
      assertThat(verdicts(harness, "ACCEPTED")).isEqualTo(1);
    }
  }

  @Test
  void shouldNoteTheFirstVerdictWithoutWhatItSays() {
    try (TopologyHarness harness = asked(LARGE)) {
      // When
      say(harness, "ann", "yes");

      // Then
      AuditEvent heard = harness.audit().get(0);
      assertThat(heard.getKind()).isEqualTo(AuditKind.VERDICT_HEARD);
      assertThat(heard.getActor()).isEqualTo("ann");
      assertThat(heard.getDescription())
          .isEqualTo("1 of the reviewers have answered; 2 must agree");
      assertThat(heard.getDetails()).containsEntry("task", harness.tasks().get(0).getTaskId());
      assertThat(harness.tasks()).hasSize(1);
      assertThat(harness.tasks().get(0).getReviewers()).isEqualTo(2);
      assertThat(harness.tasks().get(0).getOpinions()).isEmpty();
    }
  }

  @Test
  void shouldNotCountASecondVerdictOfTheSameReviewer() {
    try (TopologyHarness harness = asked(LARGE)) {
      // When
      say(harness, "ann", "yes");
      say(harness, "ann", "yes");
      say(harness, "ann", "no");
      boolean early = !harness.decisions().isEmpty();
      say(harness, "bob", "yes");

      // Then
      assertThat(early).isFalse();
      assertThat(harness.onlyDecision().getLabel()).isEqualTo("yes");
      assertThat(last(harness.onlyDecision()).getOpinions()).hasSize(2);
      assertThat(harness.audit())
          .extracting(AuditEvent::getKind, AuditEvent::getActor)
          .containsExactly(
              Tuple.tuple(AuditKind.VERDICT_HEARD, "ann"),
              Tuple.tuple(AuditKind.DUPLICATE_VERDICT, "ann"),
              Tuple.tuple(AuditKind.DUPLICATE_VERDICT, "ann"));
      assertThat(verdicts(harness, "DUPLICATE")).isEqualTo(2);
    }
  }

  @Test
  void shouldAskAThirdWhereTwoDiffer() {
    try (TopologyHarness harness = asked(LARGE)) {
      // When
      say(harness, "ann", "yes");
      say(harness, "bob", "no");
      boolean early = !harness.decisions().isEmpty();
      say(harness, "eve", "no");
      say(harness, "dan", "yes");

      // Then
      assertThat(early).isFalse();
      Decision decision = harness.onlyDecision();
      assertThat(decision.getLabel()).isEqualTo("no");
      assertThat(decision.getReviewer()).isEqualTo("eve");
      assertThat(decision.getDegraded()).isFalse();
      assertThat(last(decision).getOpinions())
          .extracting(ReviewOpinion::getReviewer)
          .containsExactly("ann", "bob", "eve");
      assertThat(harness.audit().get(1).getDescription())
          .isEqualTo("2 of the reviewers have answered, not all the same; 2 must agree");
      assertThat(harness.audit().get(2).getKind()).isEqualTo(AuditKind.DUPLICATE_VERDICT);
    }
  }

  @Test
  void shouldTakeCannotDecideForAnAnswerThatTwoMustGive() {
    try (TopologyHarness harness = asked(LARGE)) {
      // When
      say(harness, "ann", null);
      say(harness, "bob", "yes");
      boolean early = !harness.decisions().isEmpty();
      say(harness, "eve", null);

      // Then
      assertThat(early).isFalse();
      Decision decision = harness.onlyDecision();
      assertThat(decision.getLabel()).isEqualTo("no");
      assertThat(decision.getTier()).isEqualTo("default");
      assertThat(decision.getReason()).isEqualTo(Reason.LOW_CONFIDENCE);
      assertThat(decision.getDegraded()).isTrue();
    }
  }

  @Test
  void shouldGiveTheDeclaredAnswerWhereTwoHaveNotAgreedInTime() {
    try (TopologyHarness harness = asked(LARGE)) {
      // When
      say(harness, "ann", "yes");
      harness.advance(Duration.ofMinutes(30));
      say(harness, "bob", "yes");

      // Then
      Decision decision = harness.onlyDecision();
      assertThat(decision.getLabel()).isEqualTo("no");
      assertThat(decision.getReason()).isEqualTo(Reason.REVIEW_TIMEOUT);
      assertThat(decision.getReviewer()).isNull();
      Attempt human = decision.getAttempts().get(decision.getAttempts().size() - 2);
      assertThat(human.getDetail())
          .isEqualTo("fewer than 2 reviewers had agreed by the time it was due");
      assertThat(human.getOpinions()).extracting(ReviewOpinion::getReviewer).containsExactly("ann");
      assertThat(harness.audit().get(1).getKind()).isEqualTo(AuditKind.LATE_VERDICT);
    }
  }

  @Test
  void shouldRefuseAForgedSecondVerdict() {
    try (TopologyHarness harness = asked(LARGE)) {
      // When
      say(harness, "ann", "yes");
      ReviewVerdict forged = verdict(harness, "bob", "yes");
      forged.setDigest("0".repeat(64));
      harness.send(forged);

      // Then
      assertThat(harness.decisions()).isEmpty();
      assertThat(verdicts(harness, "REFUSED")).isEqualTo(1);
      say(harness, "bob", "yes");
      assertThat(harness.onlyDecision().getLabel()).isEqualTo("yes");
    }
  }

  @Test
  void shouldCountVerdictsThatCameBeforeTheirTask() {
    // Given
    ReviewTask task;
    try (TopologyHarness harness = asked(LARGE)) {
      task = harness.tasks().get(0);
      say(harness, "ann", "yes");
      say(harness, "bob", "yes");
    }
    try (TopologyHarness harness = new TopologyHarness(policy -> policy + LARGE)) {
      // When
      for (String reviewer : new String[] {"ann", "bob"}) {
        ReviewVerdict early = harness.verdict(task, "yes");
        early.setReviewer(reviewer);
        harness.send(early);
      }
      harness.sendTask(task);

      // Then
      assertThat(harness.onlyDecision().getLabel()).isEqualTo("yes");
      assertThat(last(harness.onlyDecision()).getOpinions()).hasSize(2);
    }
  }

  @Test
  void shouldHaveOneReviewerDecideElsewhere() {
    try (TopologyHarness harness = asked(LARGE.replace("> 3.0", "> 3000.0"))) {
      // When
      say(harness, "ann", "yes");

      // Then
      assertThat(harness.onlyDecision().getReviewer()).isEqualTo("ann");
      assertThat(last(harness.onlyDecision()).getOpinions()).isEmpty();
      assertThat(harness.audit()).isEmpty();
    }
  }

  private static Attempt last(Decision decision) {
    return decision.getAttempts().get(decision.getAttempts().size() - 1);
  }

  private static double verdicts(TopologyHarness harness, String result) {
    return harness.meters.get(Meter.VERDICTS.meterName()).tag("result", result).counter().count();
  }

  private static void say(TopologyHarness harness, String reviewer, @Nullable String label) {
    harness.send(verdict(harness, reviewer, label));
  }

  private static ReviewVerdict verdict(
      TopologyHarness harness, String reviewer, @Nullable String label) {
    ReviewVerdict verdict = harness.verdict(harness.tasks().get(0), label);
    verdict.setReviewer(reviewer);
    return verdict;
  }

  /** A harness in which a person is asked about a request. */
  private static TopologyHarness asked(String segments) {
    TopologyHarness harness = new TopologyHarness(policy -> policy + segments);
    harness.send(harness.request("r", 0.5, 0.5));
    return harness;
  }
}
