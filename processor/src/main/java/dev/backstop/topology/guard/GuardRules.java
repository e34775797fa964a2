package dev.backstop.topology.guard;

import dev.backstop.guard.BreakerTerms;
import dev.backstop.guard.Guarded;
import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.util.List;
import java.util.Optional;

/** What the policies of now say of the models that are guarded. */
record GuardRules(Policies policies) {

  /** Who asks a model. */
  record Asker(String domain, String tier) {}

  /** The rules of the policy, or the usual ones where it is not known here. */
  BreakerRules of(String domain) {
    return policies
        .forDomain(domain)
        .map(policy -> policy.charter().breaker())
        .orElse(BreakerRules.USUAL);
  }

  BreakerTerms terms(String domain) {
    return BreakerTerms.of(of(domain));
  }

  /** Whether any policy asks the model and goes by its breaker. */
  boolean ask(String model) {
    return policies.all().stream()
        .filter(policy -> policy.charter().breaker().enabled())
        .flatMap(policy -> policy.variants().stream())
        .anyMatch(policy -> policy.asks(model));
  }

  /** Whether it is certain what the domain's requests ask; of an unknown one, what any ask. */
  boolean know(String domain) {
    return domain.isEmpty() ? policies.areSettled() : policies.isSettled(domain);
  }

  /**
   * Whether anybody who asks the model watches its answers, or may do so for all that is known; if
   * nobody asks it, whether its last domain watches.
   */
  boolean watch(Guarded guarded, String domain) {
    if (!know(domain) || !policies.areSettled()) {
      return true;
    }
    List<BreakerRules> asking =
        policies.all().stream()
            .filter(policy -> policy.guards(guarded.model(), guarded.segment()))
            .map(policy -> policy.charter().breaker())
            .toList();
    return asking.isEmpty()
        ? of(domain).watched() != null
        : asking.stream().anyMatch(breaker -> breaker.watched() != null);
  }

  /** Somebody who asks the model in the segment; empty if nobody does. */
  Optional<Asker> asker(Guarded guarded) {
    return policies.all().stream()
        .filter(policy -> policy.guards(guarded.model(), guarded.segment()))
        .map(policy -> new Asker(policy.domain(), tier(policy, guarded.model())))
        .findFirst();
  }

  private static String tier(Policy policy, String model) {
    return policy.variants().stream()
        .flatMap(variant -> variant.ladder().stream())
        .filter(tier -> tier instanceof Tier.Asking asking && asking.models().contains(model))
        .map(Tier::name)
        .findFirst()
        // A candidate's, which stands in for a tier.
        .orElse("");
  }
}
