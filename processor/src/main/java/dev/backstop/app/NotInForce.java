package dev.backstop.app;

import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The policies that should be in force and are not: refused, or waiting for their models. By their
 * domains; to be read by any thread.
 */
final class NotInForce {

  private final Policies policies;
  private final PolicyModels models;
  private final Map<String, String> refused = new ConcurrentSkipListMap<>();
  private final Map<String, Policy> waiting = new ConcurrentSkipListMap<>();

  /**
   * @param policies are told of domains that are not settled
   */
  NotInForce(Policies policies, PolicyModels models) {
    this.policies = policies;
    this.models = models;
  }

  /** Why those are not that were refused. */
  Map<String, String> refused() {
    return Map.copyOf(refused);
  }

  @Nullable String refusal(String domain) {
    return refused.get(domain);
  }

  Collection<Policy> waiting() {
    return List.copyOf(waiting.values());
  }

  /** What there is to say of all of them, for people. */
  Map<String, String> notes() {
    Map<String, String> notes = new LinkedHashMap<>();
    refused.forEach((domain, why) -> notes.put("refused policy for " + domain, why));
    waiting.forEach(
        (domain, policy) ->
            notes.put(
                "waiting policy for " + domain,
                policy.ref().toLineage()
                    + " waits until its models are loaded: "
                    + String.join(", ", models.needed(policy))));
    return notes;
  }

  void refuse(String domain, String why) {
    refused.put(domain, why);
    policies.unsettle(domain);
  }

  /** It will be in force when its models are loaded. */
  void await(Policy policy) {
    refused.remove(policy.domain());
    waiting.put(policy.domain(), policy);
    policies.unsettle(policy.domain());
  }

  /** Ends the waiting in a domain; the policy that has waited, or null if none has. */
  @Nullable Policy waitsNoLonger(String domain) {
    return waiting.remove(domain);
  }

  /** What should be in force is. */
  void settled(String domain) {
    refused.remove(domain);
  }
}
