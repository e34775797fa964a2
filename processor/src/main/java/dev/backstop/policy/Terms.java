package dev.backstop.policy;

import dev.backstop.domain.Reason;
import java.util.EnumSet;
import java.util.Set;

/**
 * On what terms a tier is asked.
 *
 * @param enabled false: passed by with POLICY_FORCED
 * @param cost what asking it counts towards the policy's cap; 0 or more
 * @param skipFor for what it may be passed by, of {@link #SKIPS}
 */
public record Terms(boolean enabled, double cost, Set<Reason> skipFor, Bounds bounds) {

  /**
   * For what a tier can be passed by where its terms allow it: POLICY_FORCED where it is switched
   * off or its answer is not wanted, BUDGET_EXHAUSTED where a cap has no room for it, OVERLOAD
   * where its queue has none. A deadline and a model's breaker ask for nobody's leave.
   */
  public static final Set<Reason> SKIPS =
      Set.copyOf(EnumSet.of(Reason.POLICY_FORCED, Reason.BUDGET_EXHAUSTED, Reason.OVERLOAD));

  /** Asked wherever nothing speaks against it. */
  public static final Terms PLAIN = new Terms(true, 0, SKIPS);

  public Terms {
    skipFor = Set.copyOf(skipFor);
  }

  /** Terms of a tier that takes on whatever comes. */
  public Terms(boolean enabled, double cost, Set<Reason> skipFor) {
    this(enabled, cost, skipFor, Bounds.NONE);
  }

  public static Terms enabled(boolean enabled) {
    return enabled ? PLAIN : new Terms(false, 0, SKIPS);
  }

  /** These terms with the tier switched on or off. */
  public Terms with(boolean enabled) {
    return new Terms(enabled, cost, skipFor, bounds);
  }

  public boolean maySkipFor(Reason reason) {
    return skipFor.contains(reason);
  }
}
