package dev.backstop.decision;

import dev.backstop.control.Control;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Reason;
import dev.backstop.guard.Shedding;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a tier does not take on because its queue is too full for them.
 *
 * <p>The queue of a tier that asks models is the topic its requests are read from, and how full it
 * is, is how long the one at its head has waited, in parts of what the policy allows (Nichols and
 * Jacobson, RFC 8289: a queue is judged by the time spent in it, not by its length). So each record
 * tells by itself whether it is shed, and those that are make the wait shorter for those that
 * follow. The queue of people are the reviews that are open.
 *
 * <p>A control may have a tier of models turn requests away earlier than the policy does, never
 * later.
 */
public final class Overload {

  private Overload() {}

  /**
   * Since when the case has waited for its next tier: since it was asked, or since the tier before
   * had been tried.
   *
   * @param on as it was read
   */
  public static Instant waitsSince(Case on) {
    Attempt last = on.lastAttempt();
    return last == null ? on.request().requestedAt() : last.at();
  }

  /** The attempt that a tier amounts to whose queue is too full; null if there is room. */
  static @Nullable Attempt refusal(Case on, Tier.Asking tier, Instant now) {
    Duration most = tier.terms().bounds().maxWait();
    // An answer that is there already costs nothing any more.
    if (most == null || !tier.terms().maySkipFor(Reason.OVERLOAD) || on.memo().knows(tier.name())) {
      return null;
    }
    Duration waited = Duration.between(waitsSince(on), now);
    double fullness = (double) waited.toMillis() / most.toMillis();
    Control earlier = on.switches().shedding(now);
    String control = null;
    if (admits(on, fullness, 1)) {
      if (earlier == null || admits(on, fullness, from(earlier))) {
        return null;
      }
      control = earlier.id();
    }
    return Attempt.skipped(
            tier.name(),
            tier.kind(),
            Reason.OVERLOAD,
            "the request had waited " + waited.toMillis() + " ms for it, of " + most.toMillis(),
            now)
        .by(control);
  }

  /**
   * Whether a request may ask a tier that is so full.
   *
   * @param latest fullness from which on the least grave are turned away, if the policy has no
   *     lower one
   */
  private static boolean admits(Case on, double fullness, double latest) {
    double from = Math.min(latest, on.policy().charter().overload().shedFrom());
    return fullness < from || shedding(on.policy(), from).admits(on.risk().orElse(null), fullness);
  }

  private static double from(Control shedding) {
    Double share = shedding.set().share();
    return share == null || !(share > 0) ? 1 : share;
  }

  /** With how many open reviews no further one is opened for the case; null: with any number. */
  static @Nullable Integer room(Case on, Tier.Human tier) {
    Integer most = tier.terms().bounds().open();
    return most == null || !tier.terms().maySkipFor(Reason.OVERLOAD)
        ? null
        : Integer.valueOf(
            (int)
                Math.ceil(
                    most
                        * shedding(on.policy(), on.policy().charter().overload().shedFrom())
                            .ceiling(on.risk().orElse(null))));
  }

  private static Shedding shedding(Policy policy, double from) {
    return new Shedding(policy.charter().risks().classes(), from);
  }
}
