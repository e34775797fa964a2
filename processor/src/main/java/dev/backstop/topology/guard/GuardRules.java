package dev.backstop.topology.guard;

import dev.backstop.guard.BreakerTerms;
import dev.backstop.guard.DriftStanding;
import dev.backstop.guard.Guarded;
import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.DriftRules;
import dev.backstop.policy.FirstAsked;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /**
   * By what rules the domain's policy watches what the model is asked; null if it does not. Where
   * no policy is known here the usual ones hold, as for breakers.
   */
  @Nullable DriftRules drifting(String domain, String model) {
    Policy policy = policies.forDomain(domain).orElse(null);
    return policy == null ? DriftRules.USUAL : drifting(policy, model);
  }

  /**
   * Whether any policy watches what the model is asked.
   *
   * @param domain of the policy under which it was asked last
   */
  boolean watchInputs(String model, String domain) {
    return policies.forDomain(domain).isEmpty()
        || policies.all().stream().anyMatch(policy -> drifting(policy, model) != null);
  }

  /** Who wants the model taken out for what has drifted; empty if nobody does. */
  Optional<Asker> routing(Guarded guarded, DriftStanding drifted) {
    return policies.all().stream()
        .filter(policy -> policy.guards(guarded.model(), guarded.segment()))
        .filter(
            policy -> {
              DriftRules own = drifting(policy, guarded.model());
              return own != null && drifted.calls(DriftRules.Act.ROUTE, own);
            })
        .map(policy -> new Asker(policy.domain(), tier(policy, guarded.model())))
        .findFirst();
  }

  private static @Nullable DriftRules drifting(Policy policy, String model) {
    return FirstAsked.is(policy, model) ? policy.charter().breaker().drifting() : null;
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

  /** Whether a playbook of any policy that asks the model goes by what people say of answers. */
  boolean prove(Guarded guarded) {
    return policies.all().stream()
        .filter(
            policy ->
                policy.charter().playbooks().stream()
                    .anyMatch(playbook -> playbook.proof().ofLabels()))
        .anyMatch(policy -> policy.guards(guarded.model(), guarded.segment()));
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
