package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Notice;
import dev.backstop.domain.Opinion;
import dev.backstop.domain.Reason;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.domain.TimeoutAnswer;
import dev.backstop.domain.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a verdict, or the lack of one, ends a review. */
public sealed interface Resolution {

  /** The review is closed with this decision. */
  record Closed(Decision decision) implements Resolution {}

  /** The verdict cannot be meant for this task; the review stays open. */
  record Refused(String why) implements Resolution {}

  /** The verdict counts, and another reviewer must give the same; the review stays open. */
  record Heard(ReviewTask task) implements Resolution {}

  /** The reviewer has answered before, and another one must; the review stays open. */
  record Repeated() implements Resolution {}

  /**
   * Applies a verdict. From {@code finishBy} on it comes too late: what the policy declared stands.
   *
   * <p>Where several reviewers must agree, the first answer that so many different ones have given
   * stands, "cannot decide" included. If they differ, the review stays open for the next.
   */
  static Resolution verdict(ReviewTask task, Verdict verdict, Instant now) {
    Optional<String> refusal = refusal(task, verdict);
    if (refusal.isPresent()) {
      return new Refused(refusal.get());
    }
    if (!now.isBefore(task.finishBy())) {
      return new Closed(timeout(task, now));
    }
    if (task.hasHeard(verdict.reviewer())) {
      return new Repeated();
    }
    ReviewTask heard = task.with(new Opinion(verdict.reviewer(), verdict.label(), now));
    return heard.isAgreed(verdict.label())
        ? new Closed(answered(heard, verdict, now))
        : new Heard(heard);
  }

  private static Decision answered(ReviewTask task, Verdict verdict, Instant now) {
    if (verdict.label() == null) {
      Attempt undecided =
          Attempt.skipped(
                  task.tier(),
                  TierKind.HUMAN,
                  Reason.LOW_CONFIDENCE,
                  several(task)
                      ? "the reviewers could not decide"
                      : "the reviewer could not decide",
                  now)
              .said(told(task));
      return declared(task, undecided, TimeoutAnswer.UNDECIDED, verdict.reviewer(), now);
    }
    Attempt answer =
        Attempt.answered(task.tier(), TierKind.HUMAN, verdict.label(), now).said(told(task));
    return decision(
        task,
        Status.FINAL,
        verdict.label(),
        Map.of(),
        null,
        task.tier(),
        TierKind.HUMAN,
        false,
        reasonOf(task.attempts()),
        null,
        plus(task.attempts(), answer),
        verdict.reviewer(),
        now);
  }

  private static boolean several(ReviewTask task) {
    return task.reviewers() > 1;
  }

  /** Where one reviewer is enough, the decision's own is all there is to tell. */
  private static List<Opinion> told(ReviewTask task) {
    return several(task) ? task.opinions() : List.of();
  }

  /** Why the verdict cannot be meant for the task; empty if it can. */
  static Optional<String> refusal(ReviewTask task, Verdict verdict) {
    if (!verdict.taskId().equals(task.taskId()) || !verdict.requestId().equals(task.requestId())) {
      return Optional.of("it names a task that is not open for this request");
    }
    if (!verdict.digest().equals(task.digest())) {
      return Optional.of("its digest is not that of what the task shows");
    }
    if (verdict.label() != null && !task.labels().contains(verdict.label())) {
      return Optional.of("its label is not one the task offers");
    }
    return Optional.empty();
  }

  /** Nobody answered in time, or not as many agreed as must. */
  static Decision timeout(ReviewTask task, Instant now) {
    Attempt silence =
        Attempt.skipped(
                task.tier(),
                TierKind.HUMAN,
                Reason.REVIEW_TIMEOUT,
                task.opinions().isEmpty()
                    ? "no verdict by the time it was due"
                    : "fewer than "
                        + task.reviewers()
                        + " reviewers had agreed by the time it was due",
                now)
            .said(told(task));
    return declared(task, silence, Reason.REVIEW_TIMEOUT.name(), null, now);
  }

  /** So many reviews are open that this one is not. */
  static Decision turnedAway(ReviewTask task, Instant now) {
    Attempt full =
        Attempt.skipped(
            task.tier(),
            TierKind.HUMAN,
            Reason.OVERLOAD,
            "as many reviews as it may wait behind were open: " + task.room(),
            now);
    return declared(task, full, Reason.OVERLOAD.name(), null, now);
  }

  /**
   * The answer that the policy declared.
   *
   * @param notice key of what the person concerned may be told
   */
  private static Decision declared(
      ReviewTask task, Attempt human, String notice, @Nullable String reviewer, Instant now) {
    TimeoutAnswer answer = task.onTimeout();
    List<Attempt> attempts = plus(task.attempts(), human);
    if (answer.tierKind() == TierKind.DEFAULT && answer.label() != null) {
      attempts =
          plus(attempts, Attempt.answered(answer.tier(), answer.tierKind(), answer.label(), now));
    }
    Status status = answer.label() == null ? Status.REJECTED : Status.FINAL;
    return decision(
        task,
        status,
        answer.label(),
        answer.scores(),
        answer.confidence(),
        answer.tier(),
        answer.tierKind(),
        true,
        human.reason(),
        answer.noticeOf(notice),
        attempts,
        reviewer,
        now);
  }

  private static Decision decision(
      ReviewTask task,
      Status status,
      @Nullable String label,
      Map<String, Double> scores,
      @Nullable Double confidence,
      String tier,
      TierKind kind,
      boolean degraded,
      @Nullable Reason reason,
      @Nullable Notice notice,
      List<Attempt> attempts,
      @Nullable String reviewer,
      Instant now) {
    return new Decision(
        task.requestId(),
        task.domain(),
        status,
        task.provisionalId(),
        label,
        scores,
        confidence,
        tier,
        kind,
        degraded,
        reason,
        notice,
        attempts,
        task.policy(),
        task.segment(),
        reviewer,
        task.source(),
        task.requestedAt(),
        now,
        null,
        task.featureSetVersion(),
        task.tags(),
        task.audit(),
        task.degradation(),
        null);
  }

  private static @Nullable Reason reasonOf(List<Attempt> attempts) {
    for (int i = attempts.size() - 1; i >= 0; i--) {
      if (attempts.get(i).refused()) {
        return attempts.get(i).reason();
      }
    }
    return null;
  }

  private static List<Attempt> plus(List<Attempt> attempts, Attempt one) {
    List<Attempt> more = new ArrayList<>(attempts);
    more.add(one);
    return List.copyOf(more);
  }
}
