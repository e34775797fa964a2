package dev.backstop.topology.guard;

import dev.backstop.guard.BreakerTerms;
import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;

/** What the policies of now say of the models that are guarded. */
record GuardRules(Policies policies) {

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

  /** Whether any policy asks the model. */
  boolean ask(String model) {
    return policies.all().stream()
        .flatMap(policy -> policy.variants().stream())
        .anyMatch(policy -> asks(policy, model));
  }

  private static boolean asks(Policy policy, String model) {
    return policy.charter().candidates().all().stream()
            .anyMatch(candidate -> candidate.model().equals(model))
        || policy.ladder().stream()
            .anyMatch(
                tier -> tier instanceof Tier.Asking asking && asking.models().contains(model));
  }
}
