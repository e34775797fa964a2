package dev.backstop.policy;

import dev.backstop.domain.PolicyRef;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The policies in force, one a domain, and the other versions that are known. It may change while
 * it is read: each call sees a whole policy, and a request that has got its policy keeps it.
 */
public final class Policies {

  private record State(Map<String, Policy> inForce, Map<PolicyRef, Policy> versions) {}

  private volatile State state;
  private volatile Runnable watcher = () -> {};

  /** Domains for which something else should be in force than what is. */
  private final Set<String> unsettled = ConcurrentHashMap.newKeySet();

  public Policies(Collection<Policy> policies) {
    Map<String, Policy> inForce = new LinkedHashMap<>();
    Map<PolicyRef, Policy> versions = new LinkedHashMap<>();
    for (Policy policy : policies) {
      if (inForce.putIfAbsent(policy.domain(), policy) != null) {
        throw new IllegalArgumentException("two policies for domain '" + policy.domain() + "'");
      }
      versions.put(policy.ref(), policy);
    }
    this.state = new State(inForce, versions);
  }

  /** The policy of the domain, else the one for any domain, if there is one. */
  public Optional<Policy> forDomain(String domain) {
    Map<String, Policy> inForce = state.inForce();
    Policy own = inForce.get(domain);
    return Optional.ofNullable(own != null ? own : inForce.get(Policy.ANY_DOMAIN));
  }

  /**
   * Whether {@link #forDomain} is that version, for a request of the domain which it governed a
   * moment ago. A domain's own policy goes before any other, and its own name is at hand; the
   * request's, which came with a record long out of the cache, is only read for a policy of any
   * domain.
   */
  public boolean stillGoverns(Policy policy, String domain) {
    Policy now =
        policy.domain().equals(Policy.ANY_DOMAIN)
            ? forDomain(domain).orElse(null)
            : state.inForce().get(policy.domain());
    return now != null && now.ref().equals(policy.ref());
  }

  /**
   * The policy to go on with for a request that was begun under {@code begun}, perhaps by another
   * instance: that very version where it is known, else what is in force for the domain. The
   * decision names the version that made it.
   */
  public Optional<Policy> toContinue(PolicyRef begun, String domain) {
    Policy same = state.versions().get(begun);
    return same != null ? Optional.of(same) : forDomain(domain);
  }

  /** Puts the policy in force for its domain, from the next request on. */
  public void activate(Policy policy) {
    synchronized (this) {
      Map<String, Policy> inForce = new LinkedHashMap<>(state.inForce());
      inForce.put(policy.domain(), policy);
      state = new State(inForce, plus(policy));
      unsettled.remove(policy.domain());
    }
    // Outside: it may wait for somebody who waits to change the policies.
    watcher.run();
  }

  /** Tells somebody, from now on, whenever a policy has been put in force. It must not throw. */
  public void watch(Runnable watcher) {
    this.watcher = watcher;
  }

  /** Takes note that a version waits or was refused that should be in force for the domain. */
  public void unsettle(String domain) {
    unsettled.add(domain);
  }

  /**
   * Whether the domain has a policy of its own here, and it is the one that should be in force:
   * only then does what it leaves out say something.
   */
  public boolean isSettled(String domain) {
    return state.inForce().containsKey(domain) && !unsettled.contains(domain);
  }

  /** Whether there are policies here, and all of them are those that should be in force. */
  public boolean areSettled() {
    return !state.inForce().isEmpty() && unsettled.isEmpty();
  }

  /** Whether a version waits, or was refused, that should be in force for the domain. */
  public boolean isUnsettled(String domain) {
    return unsettled.contains(domain);
  }

  /** Those that govern requests of the domain; for {@link Policy#ANY_DOMAIN} all in force. */
  public List<Policy> governing(String domain) {
    return domain.equals(Policy.ANY_DOMAIN)
        ? all()
        : forDomain(domain).map(List::of).orElse(List.of());
  }

  /** Makes a version known without putting it in force. */
  public synchronized void remember(Policy policy) {
    state = new State(state.inForce(), plus(policy));
  }

  /** Forgets the versions of which the condition does not hold, but never one in force. */
  public synchronized void retain(Predicate<Policy> condition) {
    Map<PolicyRef, Policy> versions = new LinkedHashMap<>();
    state.versions().values().stream()
        .filter(policy -> state.inForce().containsValue(policy) || condition.test(policy))
        .forEach(policy -> versions.put(policy.ref(), policy));
    state = new State(state.inForce(), versions);
  }

  /** Those in force. */
  public List<Policy> all() {
    return List.copyOf(state.inForce().values());
  }

  /** What would be in force if the policy were. */
  public Policies with(Policy policy) {
    Policies changed = new Policies(all());
    changed.activate(policy);
    return changed;
  }

  private Map<PolicyRef, Policy> plus(Policy policy) {
    Map<PolicyRef, Policy> versions = new LinkedHashMap<>(state.versions());
    versions.put(policy.ref(), policy);
    return versions;
  }
}
