package dev.backstop.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which models are asked first: about what comes, and not about what another model has left over or
 * a segment has picked out. Only of these is what they are asked comparable with what they were
 * made for.
 */
public final class FirstAsked {

  private FirstAsked() {}

  /** The first tier that asks models; null if none does. What is switched off is no tier here. */
  public static Tier.@Nullable Asking tier(Policy variant) {
    for (Tier tier : variant.ladder()) {
      if (tier instanceof Tier.Asking asking && asking.enabled()) {
        return asking;
      }
    }
    return null;
  }

  /** Whether a tier, or a candidate in its place, is the first that asks models. */
  public static boolean isAt(Policy variant, Tier.Asking tier) {
    Tier.Asking first = tier(variant);
    return first != null && first.name().equals(tier.name());
  }

  /**
   * Whether the model is asked first wherever any model is, in all segments alike; or is the
   * candidate in the place of such a one, which gets its share by a coin.
   */
  public static boolean is(Policy policy, String model) {
    List<Tier.Asking> firsts = firsts(policy);
    return !firsts.isEmpty() && firsts.stream().allMatch(first -> asks(policy, first, model));
  }

  /** The first tiers that ask models, of all segments that have one. */
  static List<Tier.Asking> firsts(Policy policy) {
    return policy.variants().stream()
        .map(FirstAsked::tier)
        .filter(Tier.Asking.class::isInstance)
        .map(Tier.Asking.class::cast)
        .toList();
  }

  static boolean asks(Policy policy, Tier.Asking first, String model) {
    Candidate canary = policy.charter().candidates().canary();
    return first.models().contains(model)
        || (canary != null && canary.tier().equals(first.name()) && canary.model().equals(model));
  }
}
