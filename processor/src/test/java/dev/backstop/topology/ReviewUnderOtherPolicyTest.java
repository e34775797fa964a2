package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.Attempt;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.ReviewTask;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A review that is open while another version of the policy comes into force. */
class ReviewUnderOtherPolicyTest {

  private final TopologyHarness harness = new TopologyHarness();

  @BeforeEach
  void open() {
    harness.send(harness.request("before", 0.5, 0.5));
    harness.activate(ReviewUnderOtherPolicyTest::changed);
    // The new version is in force: it asks for less, and so nobody is asked.
    harness.send(harness.request("after", 0.5, 0.5));
    Decision after = harness.onlyDecision();
    assertThat(after.getPolicy().getVersion()).isEqualTo("2.0.0");
    assertThat(after.getTier()).isEqualTo("primary");
  }

  @Test
  void shouldTakeAnAnswerThatOnlyTheVersionThatAskedOffers() {
    try (harness) {
      // When
      harness.send(harness.verdict(task(), "yes"));

      // Then
      Decision decision = before();
      assertThat(decision.getLabel()).isEqualTo("yes");
      assertThat(decision.getStatus()).isEqualTo(DecisionStatus.FINAL);
      assertThat(decision.getPolicy()).isEqualTo(task().getPolicy());
      assertThat(decision.getPolicy().getVersion()).isEqualTo("1.2.3");
      assertThat(decision.getAttempts())
          .extracting(Attempt::getThreshold)
          .containsExactly(0.8, 0.7, null);
    }
  }

  @Test
  void shouldRefuseAnAnswerThatOnlyTheNewVersionOffers() {
    try (harness) {
      // When
      harness.send(harness.verdict(task(), "perhaps"));

      // Then
      assertThat(harness.decisions()).hasSize(1);
      assertThat(harness.audit())
          .extracting(AuditEvent::getKind)
          .containsExactly(AuditKind.REFUSED_VERDICT);
    }
  }

  @Test
  void shouldHaveOneReviewerDecideWhereTheVersionThatAskedWantsOne() {
    try (harness) {
      // When: the new version wants two
      harness.send(harness.verdict(task(), "no"));

      // Then
      assertThat(before().getLabel()).isEqualTo("no");
      assertThat(task().getReviewers()).isEqualTo(1);
    }
  }

  @Test
  void shouldEndAtTheTimeAndWithTheAnswerOfTheVersionThatAsked() {
    try (harness) {
      // When: the new version gives people five minutes, and then rejects
      harness.advance(Duration.ofMinutes(29));
      int early = harness.decisions().size();
      harness.advance(Duration.ofMinutes(1));

      // Then
      assertThat(early).isEqualTo(1);
      Decision decision = before();
      assertThat(decision.getLabel()).isEqualTo("no");
      assertThat(decision.getStatus()).isEqualTo(DecisionStatus.FINAL);
      assertThat(decision.getTier()).isEqualTo("default");
      assertThat(decision.getNotice().getText()).isEqualTo("It is a fixed rule.");
      assertThat(decision.getPolicy().getVersion()).isEqualTo("1.2.3");
    }
  }

  private static String changed(String policy) {
    return policy
        .replace("version: 1.2.3", "version: 2.0.0")
        .replace("threshold: 0.8", "threshold: 0.4")
        .replace("labels: [\"yes\", \"no\"]", "reviewers: 2, labels: [perhaps, \"no\"]")
        .replace("finishWithin: 30m", "finishWithin: 5m")
        .replace("label: \"no\"}", "label: perhaps}")
        .replace("onTimeout: DEFAULT", "onTimeout: REJECT")
        .replace("It is a fixed rule.", "It is another rule.");
  }

  private ReviewTask task() {
    return harness.tasks().get(0);
  }

  private Decision before() {
    Decision decision = harness.decisions().get(1);
    assertThat(decision.getRequestId()).isEqualTo("before");
    return decision;
  }
}
