package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.guard.Admission;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a candidate answers in the place of the tier's own model. It is the same tier in
 * everything else: the same name, threshold and budget.
 *
 * <p>A request is among them by a coin of its id, so it is so each time it is looked at, on each
 * instance, and a larger share takes in more requests and lets none go. The coin is tossed as that
 * of the audit panel, with a salt of its own: whether people look at a request says nothing of
 * which model answers it. A candidate that only takes time must leave the tier's own model its own,
 * so a request whose deadline has no room for both is not among them.
 */
final class Canary {

  private Canary() {}

  /** The tier as it is asked about this request. */
  static Tier.Asking asked(Case on, Tier.Asking tier, Instant now) {
    Candidate canary = on.policy().charter().candidates().canary();
    return canary != null
            && tier instanceof Tier.Model own
            && standsIn(on, canary, own)
            && Duration.between(now, on.deadline()).compareTo(canary.budget(own)) >= 0
            && Admitting.of(on, canary.model()) == Admission.LIVE
            && isDrawn(on, canary, now)
        ? new Tier.Model(own.name(), canary.model(), own.threshold(), own.budget(), own.terms())
        : tier;
  }

  /**
   * The candidate that would have been asked about this request had its breaker let it; null if
   * none would.
   */
  static @Nullable String passedBy(Case on, Tier.Asking tier, Instant now) {
    Candidate canary = on.policy().charter().candidates().canary();
    return canary != null
            && tier instanceof Tier.Model own
            && standsIn(on, canary, own)
            && Admitting.of(on, canary.model()) != Admission.LIVE
            && isDrawn(on, canary, now)
        ? canary.model()
        : null;
  }

  /** Whether the candidate may be asked at this tier, and has not failed at it already. */
  private static boolean standsIn(Case on, Candidate canary, Tier.Model own) {
    return canary.tier().equals(own.name())
        && !canary.model().equals(own.model())
        && !hasFailed(on, own);
  }

  private static boolean isDrawn(Case on, Candidate canary, Instant now) {
    double share = CanaryShare.of(on.policy(), canary, on.switches(), on.rulings(), now).share();
    return share > 0 && (share >= 1 || StickyCoin.of(canary, on.request().requestId()) < share);
  }

  /**
   * The control by which an operator has set how many of the tier's requests the candidate gets,
   * and so which of the two models this one was put to; null if none has.
   */
  static @Nullable String control(Case on, Tier.Asking tier, Instant now) {
    Candidate canary = on.policy().charter().candidates().canary();
    return on.switches().none() || canary == null || !canary.tier().equals(tier.name())
        ? null
        : CanaryShare.of(on.policy(), canary, on.switches(), on.rulings(), now).control();
  }

  /** Whether the tier, as it was asked, is the candidate in the place of the tier's own model. */
  static boolean isCandidate(Case on, Tier.Asking asked) {
    Candidate canary = on.policy().charter().candidates().canary();
    if (canary == null || !canary.tier().equals(asked.name())) {
      return false;
    }
    List<String> candidate = List.of(canary.model());
    return asked.models().equals(candidate) && !own(on, asked.name()).equals(candidate);
  }

  private static boolean hasFailed(Case on, Tier.Model tier) {
    for (Attempt attempt : on.attempts()) {
      if (attempt.isFailedCanary() && attempt.tier().equals(tier.name())) {
        return true;
      }
    }
    return false;
  }

  private static List<String> own(Case on, String tier) {
    int index = on.policy().indexOf(tier);
    return index >= 0 && on.policy().ladder().get(index) instanceof Tier.Asking asking
        ? asking.models()
        : List.of();
  }
}
