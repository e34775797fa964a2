package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.LabelledExample.Compared;
import dev.backstop.domain.LabelledExample.Origin;
import dev.backstop.domain.Reason;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.TimeoutAnswer;
import dev.backstop.domain.Verdict;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a question to a person teaches, beside what it decides.
 *
 * <p>A request on the audit panel always leaves an example, with a label or with the reason why
 * there is none. Any other leaves one only if there is a label: that nobody answered it says
 * nothing of a model.
 */
public final class Labelling {

  private Labelling() {}

  /**
   * What a verdict on a question beside a decision teaches, if it is {@link Resolution#refusal not
   * refused}. From {@code finishBy} on it comes too late.
   */
  public static LabelledExample beside(ReviewTask task, Verdict verdict, Instant now) {
    return now.isBefore(task.finishBy())
        ? example(task, verdict, besideDecision(task), now)
        : unresolved(task, Reason.REVIEW_TIMEOUT, now);
  }

  /** What is left of a question beside a decision that nobody answered, or could be asked. */
  public static LabelledExample unresolved(ReviewTask task, Reason why, Instant now) {
    return example(task, null, null, why, besideDecision(task), now);
  }

  /** The same without the features, for a question that is too large to be put. */
  public static LabelledExample unasked(ReviewTask task, Instant now) {
    return unresolved(task, Reason.ERROR, now).withoutFeatures();
  }

  /**
   * What a question teaches that made the decision. Its propensity is 1: whoever takes this route
   * is looked at, on the panel or not.
   */
  public static Optional<LabelledExample> of(
      ReviewTask task, Decision decision, @Nullable Verdict verdict, Instant now) {
    Decided decided =
        new Decided(Origin.REVIEW, decision.decisionId(), decision.label(), surest(task), 1);
    boolean byVerdict = verdict != null && verdict.reviewer().equals(decision.reviewer());
    if (verdict != null && byVerdict) {
      LabelledExample example = example(task, verdict, decided, now);
      return example.label() != null || task.onPanel() ? Optional.of(example) : Optional.empty();
    }
    return task.onPanel()
        ? Optional.of(example(task, null, null, Reason.REVIEW_TIMEOUT, decided, now))
        : Optional.empty();
  }

  /** The decision that an example stands beside, and how probable it was that there is one. */
  private record Decided(
      Origin origin,
      String decisionId,
      @Nullable String label,
      Compared compared,
      double propensity) {}

  private static Decided besideDecision(ReviewTask task) {
    String decisionId = task.decisionId();
    if (decisionId == null || task.audit() == null) {
      throw new IllegalArgumentException("task " + task.taskId() + " stands beside no decision");
    }
    TimeoutAnswer answer = task.onTimeout();
    return new Decided(
        Origin.AUDIT, decisionId, answer.label(), compared(task), task.audit().propensity());
  }

  /** The answer that was given, with the model behind it if there is one. */
  private static Compared compared(ReviewTask task) {
    TimeoutAnswer answer = task.onTimeout();
    Attempt given = null;
    for (Attempt attempt : task.attempts()) {
      if (attempt.tier().equals(answer.tier())) {
        given = attempt;
      }
    }
    return given == null
        ? new Compared(answer.tier(), null, answer.label(), null, answer.confidence())
        : new Compared(
            answer.tier(),
            given.model(),
            answer.label(),
            answer.confidence() == null || given.score() == null
                ? null
                : given.score().rawConfidence(),
            answer.confidence());
  }

  /** The answer that would have been given, had no person been asked. */
  private static Compared surest(ReviewTask task) {
    return Case.surest(task.attempts())
        .map(
            attempt ->
                new Compared(
                    attempt.tier(),
                    attempt.model(),
                    attempt.label(),
                    attempt.score() == null ? null : attempt.score().rawConfidence(),
                    attempt.confidence()))
        .orElse(Compared.NOTHING);
  }

  private static LabelledExample example(
      ReviewTask task, Verdict verdict, Decided decided, Instant now) {
    return example(
        task,
        verdict.reviewer(),
        verdict.label(),
        verdict.label() == null ? Reason.LOW_CONFIDENCE : null,
        decided,
        now);
  }

  private static LabelledExample example(
      ReviewTask task,
      @Nullable String reviewer,
      @Nullable String label,
      @Nullable Reason unresolved,
      Decided decided,
      Instant now) {
    return new LabelledExample(
        task.taskId(),
        task.requestId(),
        task.domain(),
        decided.origin(),
        decided.decisionId(),
        decided.label(),
        label,
        unresolved,
        decided.compared(),
        decided.propensity(),
        task.audit(),
        reviewer,
        task.policy(),
        task.segment(),
        task.source(),
        task.features(),
        task.attempts(),
        now);
  }
}
