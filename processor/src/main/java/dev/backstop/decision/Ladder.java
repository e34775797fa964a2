package dev.backstop.decision;

import dev.backstop.control.Bar;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.Reason;
import dev.backstop.domain.TierKind;
import dev.backstop.guard.CallTimes;
import dev.backstop.policy.Terms;
import dev.backstop.policy.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ladder, climbed one step at a time.
 *
 * <p>Invariants: an answer below its threshold is never taken; an answer after the deadline is
 * never taken; a tier that an operator bars is never asked; every tier that is passed by leaves an
 * attempt with its reason; a request that forbids fallback is answered by the first tier or
 * rejected, rules aside; what a condition cannot tell, no model is asked about; a model whose
 * breaker refuses it is not asked.
 */
public final class Ladder {

  private Ladder() {}

  /** What the case needs at {@code now}, where nothing is known of how long models take. */
  public static Step next(Case on, Instant now) {
    return next(on, now, CallTimes.UNKNOWN);
  }

  /**
   * What the case needs at {@code now}: one more tier, a person, or nothing because it is decided.
   *
   * @param times how long models usually take
   */
  public static Step next(Case on, Instant now, CallTimes times) {
    Attempt last = on.lastAttempt();
    if (last != null && last.taken()) {
      return new Step.Decide(Decisions.accepted(on, last, now));
    }
    List<Tier> ladder = on.policy().ladder();
    int from = from(on, last);
    int first = on.policy().first();
    Case climbing = on;
    PeopleOnly peopleOnly = PeopleOnly.inDoubt(on.policy());
    // The case has waited for the first tier that it meets, and for no other.
    boolean firstAsked = true;
    for (int i = from; i < ladder.size(); i++) {
      Tier tier = ladder.get(i);
      if (i > first && !on.request().allowFallback()) {
        return new Step.Decide(Decisions.rejected(climbing, lastAsked(climbing, ladder), now));
      }
      Bar bar = on.switches().bar(on.policy(), i, now);
      if (bar != null) {
        climbing =
            climbing.passing(
                Attempt.forced(tier.name(), tier.kind(), bar.why(), bar.control(), now));
      } else if (peopleOnly != null && !isForPeople(tier)) {
        climbing =
            climbing.passing(
                Attempt.skipped(
                    tier.name(), tier.kind(), peopleOnly.reason(), peopleOnly.why(), now));
      } else if (tier instanceof Tier.Rules rules) {
        Ruling ruling = Ruling.of(rules, on, isEnabled(on, rules, now), now);
        climbing = climbing.passing(ruling.attempt().by(wanting(on, rules, now)));
        if (ruling instanceof Ruling.Answered) {
          return new Step.Decide(Decisions.ruled(climbing, rules, now));
        }
        if (ruling instanceof Ruling.Rejected) {
          return new Step.Decide(Decisions.rejected(climbing, rules, now));
        }
        if (ruling instanceof Ruling.Referred referred) {
          peopleOnly = referred.peopleOnly();
        }
      } else if (tier instanceof Tier.Asking asking) {
        Attempt passedBy = passBy(climbing, asking, now, times);
        if (passedBy == null && firstAsked) {
          passedBy = Overload.refusal(on, asking, now);
        }
        firstAsked = false;
        if (passedBy == null) {
          return new Step.Ask(climbing, Canary.asked(climbing, asking, now));
        }
        climbing = climbing.passing(passedBy);
      } else if (tier instanceof Tier.Human human) {
        // Where a person must answer, no cap spares one.
        Attempt passedBy = passBy(climbing, human, peopleOnly == null, now);
        if (passedBy == null) {
          return review(climbing, human, peopleOnly == null, now);
        }
        climbing = climbing.passing(passedBy);
      } else if (tier instanceof Tier.Default declared && !isEnabled(on, declared, now)) {
        climbing = climbing.passing(switchedOff(tier, now));
      } else if (tier instanceof Tier.Default declared) {
        return new Step.Decide(Decisions.declared(climbing, declared, now));
      }
    }
    return new Step.Decide(Decisions.rejected(climbing, lastAsked(climbing, ladder), now));
  }

  /** Where to go on: after the last tier, or at it once more if its candidate gave no answer. */
  private static int from(Case on, @Nullable Attempt last) {
    if (last == null) {
      return 0;
    }
    int index = on.policy().indexOf(last.tier());
    // A tier that the policy of now does not have is followed by the whole ladder.
    return index >= 0 && last.isFailedCanary() ? index : index + 1;
  }

  private static boolean isEnabled(Case on, Tier tier, Instant now) {
    return tier.enabled() || on.switches().wanting(tier.name(), now) != null;
  }

  /** The control by which a tier is asked that the policy has switched off. */
  static @Nullable String wanting(Case on, Tier tier, Instant now) {
    return tier.enabled() ? null : on.switches().wanting(tier.name(), now);
  }

  private static boolean isForPeople(Tier tier) {
    return tier instanceof Tier.Human || tier instanceof Tier.Default;
  }

  private static @Nullable Attempt passBy(Case on, Tier.Asking tier, Instant now, CallTimes times) {
    if (!isEnabled(on, tier, now)) {
      return switchedOff(tier, now);
    }
    String exceeded = exceeded(on, tier.terms());
    if (exceeded != null) {
      return exhausted(tier, exceeded, now);
    }
    Duration left = Duration.between(now, on.deadline());
    if (left.compareTo(tier.budget()) < 0 && !usuallyFits(tier, left, times)) {
      return exhausted(tier, "its time budget no longer fits before the deadline", now);
    }
    return on.breakers().closed()
        ? null
        : Admitting.refusal(on, tier, Canary.asked(on, tier, now), now);
  }

  /**
   * Whether the tier's models usually answer in the time, so that it may be asked with less than
   * its budget. Models of which too little is known are given the whole of it.
   */
  private static boolean usuallyFits(Tier.Asking tier, Duration left, CallTimes times) {
    long longest = 0;
    for (String model : tier.models()) {
      OptionalLong usual = times.usualMicros(model);
      if (usual.isEmpty()) {
        return false;
      }
      longest = Math.max(longest, usual.getAsLong());
    }
    return !left.isNegative() && longest < TimeUnit.NANOSECONDS.toMicros(left.toNanos());
  }

  private static @Nullable Attempt passBy(
      Case on, Tier.Human tier, boolean withinCaps, Instant now) {
    if (!isEnabled(on, tier, now)) {
      return switchedOff(tier, now);
    }
    String exceeded = withinCaps ? exceeded(on, tier.terms()) : null;
    return exceeded == null ? null : exhausted(tier, exceeded, now);
  }

  /** Why the tier may be passed by for a cap, or null if it may not. */
  private static @Nullable String exceeded(Case on, Terms terms) {
    return terms.maySkipFor(Reason.BUDGET_EXHAUSTED) ? on.exceeded(terms.cost()) : null;
  }

  private static Attempt switchedOff(Tier tier, Instant now) {
    return Attempt.skipped(
        tier.name(), tier.kind(), Reason.POLICY_FORCED, "switched off in the policy", now);
  }

  private static Attempt exhausted(Tier tier, String why, Instant now) {
    return Attempt.skipped(tier.name(), tier.kind(), Reason.BUDGET_EXHAUSTED, why, now);
  }

  private static Step review(Case on, Tier.Human tier, boolean mayBeShed, Instant now) {
    OnReview wish = on.request().onReview();
    OnReview onReview = wish != null ? wish : on.policy().onReview();
    if (onReview == OnReview.REJECT && tier.terms().maySkipFor(Reason.POLICY_FORCED)) {
      Case unasked =
          on.with(
              Attempt.skipped(
                  tier.name(),
                  TierKind.HUMAN,
                  Reason.POLICY_FORCED,
                  "reviews are not wanted: onReview is REJECT",
                  now));
      return new Step.Decide(Decisions.rejected(unasked, tier, now));
    }
    if (!now.isBefore(on.deadline())) {
      Case late =
          on.with(
              Attempt.skipped(
                  tier.name(),
                  TierKind.HUMAN,
                  Reason.BUDGET_EXHAUSTED,
                  "the deadline had passed",
                  now));
      return new Step.Decide(Decisions.timedOut(late, now));
    }
    return new Step.Review(on, tier, mayBeShed ? Overload.room(on, tier) : null);
  }

  private static Tier lastAsked(Case on, List<Tier> ladder) {
    Attempt last = on.lastAttempt();
    int index = last == null ? -1 : on.policy().indexOf(last.tier());
    return ladder.get(Math.max(0, index));
  }
}
