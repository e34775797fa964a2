package dev.backstop.control;

import dev.backstop.guard.Guarded;
import dev.backstop.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the policies in force let a control have an effect. One of every domain is held against
 * each policy on its own, so that a policy of one domain takes nothing back in another.
 *
 * @param letting domains of the policies that let it
 * @param refusing by the domains of those that do not, why
 */
public record Leave(Set<String> letting, Map<String, String> refusing) {

  /** No policy is against it. */
  public static final Leave EVERYWHERE = new Leave(Set.of(), Map.of());

  public Leave {
    letting = Set.copyOf(letting);
    refusing = Map.copyOf(refusing);
  }

  /**
   * What the policies say of the control.
   *
   * @param governing the policies in force for its domain
   */
  public static Leave of(Control control, List<Policy> governing) {
    if (control.ofPlaybook()) {
      return whole(control, control.notTheirs(governing));
    }
    Guarded breaker = Switch.breakerOf(control.set().slot());
    Set<String> letting = new TreeSet<>();
    Map<String, String> refusing = new TreeMap<>();
    for (Policy policy : governing) {
      List<String> problems = control.notTheirs(List.of(policy));
      // Of a breaker only those are asked whose requests go by it.
      boolean concerned = breaker == null || policy.guards(breaker.model(), breaker.segment());
      if (concerned && !problems.isEmpty()) {
        refusing.put(policy.domain(), String.join("; ", problems));
      } else {
        letting.add(policy.domain());
      }
    }
    if (refusing.isEmpty()) {
      return EVERYWHERE;
    }
    // A breaker is one for every domain that asks the model: it cannot be held in some of them.
    return new Leave(breaker == null ? letting : Set.of(), refusing);
  }

  /** Whether it has an effect nowhere. */
  public boolean nowhere() {
    return letting.isEmpty() && !refusing.isEmpty();
  }

  /** Whether it has one on requests of the domain, by its own policy or by the one for any. */
  public boolean reaches(String domain) {
    boolean own = letting.contains(domain) || refusing.containsKey(domain);
    return !nowhere() && !refusing.containsKey(own ? domain : Policy.ANY_DOMAIN);
  }

  /**
   * Why it must not take effect at all; empty if it may, if only somewhere.
   *
   * @param replaced the leave of the control whose place it takes, if there is one: who may not set
   *     it in a domain may not take it back there either
   */
  public List<String> problems(@Nullable Leave replaced) {
    List<String> problems = new ArrayList<>();
    new TreeMap<>(refusing)
        .forEach(
            (domain, why) -> {
              if (nowhere()) {
                problems.add(why);
              } else if (replaced != null && replaced.reaches(domain)) {
                problems.add("it would take back what is set in domain '" + domain + "': " + why);
              }
            });
    return problems;
  }

  /** Clauses that say where it has no effect, and why not; empty if there is no such place. */
  public String inWords() {
    return new TreeMap<>(refusing)
        .entrySet().stream()
            .map(one -> "without effect in domain '" + one.getKey() + "': " + one.getValue())
            .collect(Collectors.joining("; "));
  }

  private static Leave whole(Control control, List<String> problems) {
    return problems.isEmpty()
        ? EVERYWHERE
        : new Leave(Set.of(), Map.of(control.domain(), String.join("; ", problems)));
  }
}
