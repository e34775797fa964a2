package dev.backstop.decision;

import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Features;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Request;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.TimeoutAnswer;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A decided case turned into a blind question for a person, beside the decision. */
public final class PanelOpening {

  /** What a reviewer is told of any request on the panel, whatever became of it. */
  static final String RATIONALE =
      "You are asked because "
          + Reason.AUDIT_SAMPLE.inWords()
          + ". What others answered is hidden until you have.";

  private PanelOpening() {}

  /** The question. The decision stands; nothing waits for the answer. */
  public static ReviewTask of(Case on, Decision decision, AuditDraw draw, Instant now) {
    Tier.Human tier =
        on.policy()
            .humanTier()
            .orElseThrow(() -> new IllegalStateException("a panel without a human tier"));
    Request request = on.request();
    String taskId = ReviewTask.idOf(request.requestId(), on.source(), true);
    Instant finishBy = now.plus(on.policy().audit().horizon());
    Features shown = ReviewOpening.visible(on, tier, finishBy);
    Instant takeBy = finishBy.minus(tier.finishWithin());
    return new ReviewTask(
        taskId,
        tier.name(),
        request.requestId(),
        request.domain(),
        request.subject(),
        shown,
        tier.labels(),
        RATIONALE,
        decision.attempts(),
        takeBy.isBefore(now) ? now : takeBy,
        finishBy,
        // After the requests that wait for their decision.
        (int) Math.min(Integer.MAX_VALUE, tier.priority() + 1L),
        TaskDigest.of(taskId, request.domain(), shown, tier.labels(), RATIONALE),
        true,
        new TimeoutAnswer(
            decision.tier(),
            decision.tierKind(),
            decision.label(),
            decision.scores(),
            decision.confidence(),
            decision.notice()),
        null,
        decision.policy(),
        decision.segment(),
        decision.source(),
        decision.requestedAt(),
        now,
        decision.featureSetVersion(),
        decision.tags(),
        Map.of(),
        draw,
        decision.decisionId(),
        1,
        List.of(),
        decision.degradation(),
        null);
  }
}
