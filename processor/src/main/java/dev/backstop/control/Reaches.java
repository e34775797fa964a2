package dev.backstop.control;

import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.TierKind;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.Breakers;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How far the tiers of one variant of a policy can be reached: one look at each of them. */
final class Reaches {

  private final Policy variant;

  /** Whether the policy means somebody to answer who is no person. */
  private final boolean automatic;

  /** Those who do: models, or rules where it has no models. */
  private final Predicate<Tier> answering;

  private boolean lacking;
  private boolean lastResortLacking;
  private Reach best = Reach.NONE;

  private Reaches(Policy variant) {
    this.variant = variant;
    boolean models = meant(Tier.Asking.class::isInstance);
    this.automatic = models || meant(Tier.Rules.class::isInstance);
    this.answering = models ? Tier.Asking.class::isInstance : Tier.Rules.class::isInstance;
  }

  /**
   * Looks at each tier that the policy, or an operator, has on.
   *
   * @param lacks gets what is away, if somebody wants to know
   */
  static Reaches of(
      Policy variant,
      Switches switches,
      Breakers breakers,
      Instant now,
      @Nullable List<Degradation.Lack> lacks) {
    Reaches reaches = new Reaches(variant);
    for (int i = 0; i < variant.ladder().size(); i++) {
      Tier tier = variant.ladder().get(i);
      if (tier.enabled() || switches.wanting(tier.name(), now) != null) {
        Bar bar = switches.bar(variant, i, now);
        Reach reach = bar != null ? Reach.NONE : reach(variant, tier, breakers);
        String why = bar != null ? bar.why() : why(variant, tier, breakers);
        reaches.look(tier, reach, why != null);
        if (why != null && lacks != null && tier.enabled()) {
          lacks.add(new Degradation.Lack(variant.applies().segment(), tier.name(), why));
        }
      }
    }
    return reaches;
  }

  boolean automatic() {
    return automatic;
  }

  /** What it amounts to. */
  DegradationLevel level() {
    if (!lacking) {
      return DegradationLevel.NORMAL;
    }
    if (automatic && best == Reach.NONE) {
      return DegradationLevel.FULL_ESCALATION;
    }
    return (automatic && best == Reach.SOME) || lastResortLacking
        ? DegradationLevel.PARTIAL_FUNCTION
        : DegradationLevel.QUIET_DEGRADATION;
  }

  /** What an operator has put in the place of another tier is not missed. */
  private void look(Tier tier, Reach reach, boolean lacks) {
    if (answering.test(tier)) {
      best = best.or(reach);
    }
    if (lacks && tier.enabled()) {
      lacking = true;
      lastResortLacking |= tier.kind() == TierKind.HUMAN || tier.kind() == TierKind.DEFAULT;
    }
  }

  private boolean meant(Predicate<Tier> kind) {
    return variant.ladder().stream().anyMatch(tier -> tier.enabled() && kind.test(tier));
  }

  private static Reach reach(Policy variant, Tier tier, Breakers breakers) {
    return tier instanceof Tier.Asking asking ? Reach.of(variant, asking, breakers) : Reach.ALL;
  }

  /** Why not all of its models are asked about every request; null if they are. */
  private static @Nullable String why(Policy variant, Tier tier, Breakers breakers) {
    BreakerNews news =
        tier instanceof Tier.Asking asking ? Reach.lacking(variant, asking, breakers) : null;
    if (news == null) {
      return null;
    }
    String model = "the breaker of model '" + news.guarded().model() + "' ";
    return news.status().kind() == BreakerState.Kind.RAMP
        ? model + "lets " + news.share() + " of the requests through"
        : model + "is " + news.status().kind();
  }
}
