package dev.backstop.policy;

import dev.backstop.domain.PolicyRef;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The policies in force, one a domain. */
public final class Policies {

  private final Map<String, Policy> byDomain = new LinkedHashMap<>();

  public Policies(Collection<Policy> policies) {
    for (Policy policy : policies) {
      if (byDomain.putIfAbsent(policy.domain(), policy) != null) {
        throw new IllegalArgumentException("two policies for domain '" + policy.domain() + "'");
      }
    }
  }

  /** The policy of the domain, else the one for any domain, if there is one. */
  public Optional<Policy> forDomain(String domain) {
    Policy own = byDomain.get(domain);
    return Optional.ofNullable(own != null ? own : byDomain.get(Policy.ANY_DOMAIN));
  }

  /**
   * The policy to go on with for a request that another instance began under {@code begun}: that
   * very version where it is in force here, else what is in force for the domain. The decision
   * names the version that made it.
   */
  public Optional<Policy> toContinue(PolicyRef begun, String domain) {
    return byDomain.values().stream()
        .filter(policy -> policy.ref().equals(begun))
        .findFirst()
        .or(() -> forDomain(domain));
  }

  public List<Policy> all() {
    return List.copyOf(byDomain.values());
  }
}
