package dev.backstop.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Features;
import dev.backstop.domain.Notice;
import dev.backstop.domain.Request;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Verdict;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.registry.ReviewMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The person concerned is told what happened, and not what did not. */
class ResolutionNoticeTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final String SILENCE = "Nobody has answered in time.";
  private static final String ALL = "REVIEW_TIMEOUT: " + SILENCE + ", ";

  @Test
  void shouldTellSilenceAsSilence() {
    assertThat(silence(task(ALL + "UNDECIDED: They did not know.")))
        .isEqualTo(new Notice("REVIEW_TIMEOUT", SILENCE));
  }

  @Test
  void shouldHaveASentenceOfItsOwnWhereAReviewerCouldNotDecide() {
    assertThat(undecided(task(ALL + "UNDECIDED: They did not know., LOW_CONFIDENCE: Unsure.")))
        .isEqualTo(new Notice("UNDECIDED", "They did not know."));
    assertThat(undecided(task(ALL + "LOW_CONFIDENCE: Unsure.")))
        .isEqualTo(new Notice("LOW_CONFIDENCE", "Unsure."));
  }

  @Test
  void shouldSpeakOfNoSilenceWhereThePolicyHasNoSentence() {
    assertThat(undecided(task(ALL + "DEGRADED: By a rule.")))
        .isEqualTo(new Notice("DEGRADED", "By a rule."));
    assertThat(turnedAway(task(ALL + "DEGRADED: By a rule.")))
        .isEqualTo(new Notice("DEGRADED", "By a rule."));
    assertThat(turnedAway(task(ALL + "OVERLOAD: Too many ask.")))
        .isEqualTo(new Notice("OVERLOAD", "Too many ask."));
  }

  @Test
  void shouldCarryOneSentenceWhereItIsRightForAll() {
    assertThat(task("DEGRADED: By a rule.").onTimeout().otherwise()).isEmpty();
  }

  /** Through the contract, as tasks come back from the store. */
  private static ReviewTask task(String notices) {
    Policy policy =
        PolicyTexts.policy(
            """
            format: backstop-policy/1
            name: p
            version: 1.0.0
            domain: d
            owner: o
            deadline: 1h
            ladder:
              - {tier: people, kind: human, labels: ["yes", "no"], takeWithin: 1m, finishWithin: 10m}
              - {tier: c, kind: default, label: "no"}
            notices: {%s}
            """
                .formatted(notices));
    Case on = Case.opened(request(), new SourcePosition("requests", 0, 0), policy);
    Tier.Human tier = policy.humanTier().orElseThrow();
    ReviewTask task = ReviewOpening.of(new Step.Review(on, tier, null), null, Map.of(), NOW).task();
    return ReviewMapper.fromAvro(ReviewMapper.toAvro(task));
  }

  private static Request request() {
    return new Request(
        "r",
        "d",
        null,
        new Features(Map.of()),
        null,
        NOW,
        null,
        null,
        true,
        List.of(),
        null,
        Map.of());
  }

  private static Notice undecided(ReviewTask task) {
    Verdict verdict =
        new Verdict(task.taskId(), task.requestId(), task.digest(), null, "ann", null, NOW);
    return told(
        ((Resolution.Closed) Resolution.verdict(task, verdict, NOW.plusSeconds(1))).decision());
  }

  private static Notice silence(ReviewTask task) {
    return told(Resolution.timeout(task, task.finishBy()));
  }

  private static Notice turnedAway(ReviewTask task) {
    return told(Resolution.turnedAway(task, NOW));
  }

  private static Notice told(Decision decision) {
    return Objects.requireNonNull(decision.notice());
  }
}
