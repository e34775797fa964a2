package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Features;
import dev.backstop.domain.Notice;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Request;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.TimeoutAnswer;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A case turned into a question for a person.
 *
 * @param provisional the decision that holds until the verdict, if the request or its policy wants
 *     one
 */
public record ReviewOpening(ReviewTask task, Optional<Decision> provisional) {

  /** What a reviewer reads first whose client does not know of drills. */
  private static final String DRILL = "This is a drill: nobody waits for an answer. ";

  /**
   * Opens a review at {@code now}. The task holds all that is needed to close it later. Where the
   * request is on the audit panel, this one question serves for both, and is blind.
   *
   * @param draw how the panel's coin fell, or null where there is no panel
   */
  public static ReviewOpening of(
      Step.Review review, @Nullable AuditDraw draw, Map<String, String> trace, Instant now) {
    Case on = review.on();
    Tier.Human tier = review.tier();
    Request request = on.request();
    Instant finishBy = earlier(now.plus(tier.finishWithin()), on.deadline());
    Instant takeBy = earlier(now.plus(tier.takeWithin()), finishBy);
    OnReview onReview = request.onReview() != null ? request.onReview() : on.policy().onReview();
    Optional<Decision> provisional =
        onReview == OnReview.PROVISIONAL
            ? Decisions.provisional(on, finishBy, now)
                .map(decision -> draw == null ? decision : decision.with(draw))
            : Optional.empty();
    boolean blind = draw != null && draw.drawn();
    Features shown = visible(on, tier, finishBy);
    String rationale =
        (on.drill() == null ? "" : DRILL)
            + (blind ? PanelOpening.RATIONALE : rationale(on.attempts()));
    String taskId = ReviewTask.idOf(request.requestId(), on.source(), false);
    ReviewTask task =
        new ReviewTask(
            taskId,
            tier.name(),
            request.requestId(),
            request.domain(),
            request.subject(),
            shown,
            tier.labels(),
            rationale,
            on.attempts(),
            takeBy,
            finishBy,
            tier.priority(),
            TaskDigest.of(taskId, request.domain(), shown, tier.labels(), rationale),
            blind,
            onTimeout(on),
            provisional.map(Decision::decisionId).orElse(null),
            on.policy().ref(),
            on.policy().applies().segment(),
            on.source(),
            request.requestedAt(),
            now,
            request.featureSetVersion(),
            request.tags(),
            trace,
            draw,
            null,
            tier.reviewers(),
            List.of(),
            on.degradation(now),
            // A question of the panel is never turned away: its sample must stay a fair one.
            blind ? null : review.room());
    return new ReviewOpening(task, provisional);
  }

  /** What stands where nobody answers, and what is told of it, whatever the cause. */
  private static TimeoutAnswer onTimeout(Case on) {
    TimeoutAnswer answer = Decisions.onTimeout(on, Reason.REVIEW_TIMEOUT);
    String usual = answer.label() == null ? "REJECTED" : "DEGRADED";
    Map<String, Notice> otherwise = new LinkedHashMap<>();
    tell(otherwise, answer, TimeoutAnswer.UNDECIDED, undecided(on, usual));
    tell(otherwise, answer, Reason.OVERLOAD.name(), on.notice(Reason.OVERLOAD, usual));
    return answer.telling(otherwise);
  }

  private static @Nullable Notice undecided(Case on, String usual) {
    String language = on.request().tags().get(Case.LANGUAGE);
    Notice own = on.policy().own(TimeoutAnswer.UNDECIDED, language);
    return own == null ? on.notice(Reason.LOW_CONFIDENCE, usual) : own;
  }

  private static void tell(
      Map<String, Notice> otherwise, TimeoutAnswer answer, String key, @Nullable Notice notice) {
    if (notice != null && !notice.equals(answer.notice())) {
      otherwise.put(key, notice);
    }
  }

  /**
   * The features that a reviewer may see: neither those that are hidden, nor those that may not be
   * kept as long as the review may be open.
   */
  static Features visible(Case on, Tier.Human tier, Instant finishBy) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>(on.request().features().values());
    shown.keySet().removeAll(tier.hidden());
    Instant asked = on.request().requestedAt();
    on.policy()
        .charter()
        .retention()
        .forEach(
            (feature, kept) -> {
              if (asked.plus(kept).isBefore(finishBy)) {
                shown.remove(feature);
              }
            });
    return new Features(Collections.unmodifiableMap(shown));
  }

  private static String rationale(List<Attempt> attempts) {
    StringJoiner sentences = new StringJoiner(" ");
    for (Attempt attempt : attempts) {
      Reason reason = attempt.reason();
      if (reason != null && attempt.refused()) {
        sentences.add(
            attempt.tier()
                + " did not answer: "
                + reason.inWords()
                + (attempt.detail() == null ? "." : " (" + attempt.detail() + ")."));
      }
    }
    return sentences.length() == 0
        ? "The policy sends this request to a person first."
        : sentences.toString();
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
