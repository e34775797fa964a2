package dev.backstop.app;

import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.topology.names.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which models stay loaded for which policies: those of the policies in force, of the one that was
 * in force before in each domain (so that a rollback finds them, and a case begun under it ends
 * under it), and of those that wait for theirs.
 *
 * <p>Other versions are known to the stages only while all their models are loaded, or held for
 * them: a case begun elsewhere under a version that is held waits for its model. One begun under a
 * version whose models are gone goes on under the policy in force.
 */
final class PolicyModels {

  private final Role role;
  private final Policies policies;
  private final ModelShelf shelf;

  /** By domain, what was in force before what is. */
  private final Map<String, Policy> before = new ConcurrentHashMap<>();

  /** By their digests, all sound versions that were published. */
  private final Map<String, Policy> published = new ConcurrentHashMap<>();

  /** By their digests, versions for whose models cases may wait. */
  private final Map<String, Policy> held = new ConcurrentHashMap<>();

  PolicyModels(Role role, Policies policies, ModelShelf shelf) {
    this.role = role;
    this.policies = policies;
    this.shelf = shelf;
  }

  /** The models that the policy needs here. */
  Set<String> needed(Policy policy) {
    return LadderModels.neededBy(role, new Policies(List.of(policy)));
  }

  /** Takes note of a version that may come into force. */
  void published(Policy policy) {
    published.put(policy.ref().sha256(), policy);
    if (shelf.has(needed(policy))) {
      policies.remember(policy);
    }
  }

  /** Lets cases that were begun elsewhere under a version wait for its models. */
  void hold(Policy policy) {
    held.put(policy.ref().sha256(), policy);
    shelf.expect(neededBy(held.values()));
    policies.remember(policy);
  }

  /** Ends that. To be settled after. */
  void holdNoLonger(Policy policy) {
    held.remove(policy.ref().sha256());
  }

  /** Puts a policy in force whose models are loaded. */
  void activate(Policy policy) {
    for (Policy now : policies.all()) {
      if (now.domain().equals(policy.domain()) && !now.ref().equals(policy.ref())) {
        before.put(now.domain(), now);
      }
    }
    policies.activate(policy);
  }

  /** Forgets versions and lets go of models that are not needed any more. */
  void settle(Collection<Policy> waiting) {
    List<Policy> kept = new ArrayList<>(policies.all());
    kept.addAll(before.values());
    kept.addAll(waiting);
    Set<String> names = neededBy(kept);
    // First the versions, then their models: nobody is sent to a model that is gone.
    policies.retain(policy -> isKnown(policy, names));
    published.values().stream()
        .filter(policy -> isKnown(policy, names))
        .forEach(policies::remember);
    shelf.expect(neededBy(held.values()));
    shelf.keepOnly(names);
  }

  private boolean isKnown(Policy policy, Set<String> names) {
    Set<String> needed = needed(policy);
    return held.containsKey(policy.ref().sha256())
        || (names.containsAll(needed) && shelf.has(needed));
  }

  private Set<String> neededBy(Collection<Policy> of) {
    Set<String> names = new TreeSet<>();
    of.forEach(policy -> names.addAll(needed(policy)));
    return names;
  }
}
