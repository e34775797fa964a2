package dev.backstop.verify.check;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policy;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A decision beside its own attempts: it is what they, or the want of an answer, amount to under
 * its policy.
 *
 * @param policy the one that the decision names
 * @param question the request, or null if none is known; then its wishes are not judged
 */
record EndingCheck(Policy policy, Decision decision, Planned.@Nullable Question question) {

  List<String> flaws() {
    List<String> flaws = new ArrayList<>();
    boolean degraded = decision.status() != Status.FINAL || !last().taken() || isDeclared(last());
    if (decision.degraded() != degraded) {
      flaws.add(
          degraded
              ? "is not degraded, though its last attempt was not taken"
              : "is degraded, though its last attempt was taken");
    }
    if (decision.reason() != reason()) {
      flaws.add("names reason " + decision.reason() + "; its attempts lead to " + reason());
    }
    wishes(flaws);
    switch (decision.status()) {
      case FINAL -> answered(flaws);
      case PROVISIONAL -> provisional(flaws);
      case REJECTED -> rejected(flaws);
    }
    return flaws;
  }

  private void answered(List<String> flaws) {
    if (last().taken()) {
      says(last(), flaws);
      boolean afterReview = isDeclared(last()) && beforeLast() == TierKind.HUMAN;
      if (afterReview && policy.onTimeout() == OnTimeout.REJECT) {
        flaws.add("has the declared answer, and its policy rejects what nobody answers");
      }
      if (afterReview && policy.onTimeout() == OnTimeout.BEST_ATTEMPT && best().isPresent()) {
        flaws.add("has the declared answer, and its policy wants the surest model's");
      }
    } else if (last().tierKind() == TierKind.HUMAN
        && policy.onTimeout() == OnTimeout.BEST_ATTEMPT
        && best().isPresent()) {
      says(best().get(), flaws);
    } else {
      flaws.add("has an answer that no attempt gave and the policy does not declare");
    }
    boolean byPerson = last().taken() && last().tierKind() == TierKind.HUMAN;
    if (byPerson && decision.reviewer() == null) {
      flaws.add("is a person's and names no reviewer");
    }
  }

  /** All models before the person were tried; the surest of them answers, else the ladder's end. */
  private void provisional(List<String> flaws) {
    int person = 0;
    while (person < policy.ladder().size()
        && policy.ladder().get(person).kind() != TierKind.HUMAN) {
      person++;
    }
    long models =
        attempts().stream().filter(attempt -> attempt.tierKind() == TierKind.MODEL).count();
    if (person == policy.ladder().size() || models != person) {
      flaws.add(
          "is provisional after " + models + " models; the policy asks a person after " + person);
    }
    if (best().isPresent() && isDeclared(last())) {
      flaws.add("has the declared answer, though a model gave one");
    }
    says(best().orElse(last()), flaws);
    if (best().isEmpty() && !isDeclared(last())) {
      flaws.add("is provisional without any answer");
    }
  }

  private void rejected(List<String> flaws) {
    if (decision.confidence() != null) {
      flaws.add("is rejected with confidence " + decision.confidence());
    }
    if (!decision.tier().equals(last().tier()) || decision.tierKind() != last().tierKind()) {
      flaws.add("was rejected at " + decision.tier() + ", and stopped at " + last().tier());
    }
    boolean person = last().tierKind() == TierKind.HUMAN;
    boolean unasked = person && last().reason() == Reason.POLICY_FORCED;
    boolean nobody = person && !unasked;
    boolean due =
        !last().taken()
            && ((attempts().size() == 1 && isWished(Wish.FIRST_TIER_ONLY))
                || (unasked && (isWished(Wish.NO_REVIEW) || policy.onReview() == OnReview.REJECT))
                || (nobody
                    && (policy.onTimeout() == OnTimeout.REJECT
                        || (policy.defaultTier().isEmpty()
                            && (policy.onTimeout() == OnTimeout.DEFAULT || best().isEmpty()))))
                || (!person && attempts().size() == policy.ladder().size()));
    if (!due) {
      flaws.add("was rejected at " + last().tier() + ", where neither request nor policy says so");
    }
  }

  private void wishes(List<String> flaws) {
    if (question == null) {
      return;
    }
    if (question.wish() == Wish.FIRST_TIER_ONLY && attempts().size() > 1) {
      flaws.add("only the first tier may answer, and " + attempts().size() + " were tried");
    }
    boolean asked =
        attempts().stream()
            .anyMatch(
                attempt ->
                    attempt.tierKind() == TierKind.HUMAN
                        && attempt.reason() != Reason.POLICY_FORCED);
    if (question.wish() == Wish.NO_REVIEW && asked) {
      flaws.add("wants no review, and a person was asked");
    }
    if (decision.status() == Status.PROVISIONAL
        && question.wish() != Wish.PROVISIONAL
        && policy.onReview() != OnReview.PROVISIONAL) {
      flaws.add("is provisional, where neither request nor policy wants that");
    }
  }

  private boolean isWished(Wish wish) {
    return question == null || question.wish() == wish;
  }

  /** The decision repeats this attempt's answer. */
  private void says(Attempt attempt, List<String> flaws) {
    boolean same =
        Objects.equals(decision.label(), attempt.label())
            && decision.tier().equals(attempt.tier())
            && decision.tierKind() == attempt.tierKind()
            && Objects.equals(decision.confidence(), attempt.confidence());
    if (!same) {
      flaws.add(
          "says "
              + decision.label()
              + " of "
              + decision.tier()
              + " with confidence "
              + decision.confidence()
              + "; its attempts say "
              + attempt.label()
              + " of "
              + attempt.tier()
              + " with "
              + attempt.confidence());
    }
  }

  /** Why the last answer that was not taken was not taken; null if the first tier answered. */
  private @Nullable Reason reason() {
    Reason reason = null;
    for (Attempt attempt : attempts()) {
      reason = attempt.taken() ? reason : attempt.reason();
    }
    return reason;
  }

  /** The surest answer of a model, the first of those that are equally sure. */
  private Optional<Attempt> best() {
    Attempt best = null;
    for (Attempt attempt : attempts()) {
      Double sure = attempt.confidence();
      Double most = best == null ? null : best.confidence();
      if (sure != null && (most == null || sure > most)) {
        best = attempt;
      }
    }
    return Optional.ofNullable(best);
  }

  private static boolean isDeclared(Attempt attempt) {
    return attempt.tierKind() == TierKind.DEFAULT;
  }

  private @Nullable TierKind beforeLast() {
    int index = attempts().size() - 2;
    return index < 0 ? null : attempts().get(index).tierKind();
  }

  private Attempt last() {
    return attempts().get(attempts().size() - 1);
  }

  private List<Attempt> attempts() {
    return decision.attempts();
  }
}
