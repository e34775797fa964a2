package dev.backstop.control;

import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The controls that are set, at most one of a slot and domain. Immutable.
 *
 * <p>What a playbook of the policy for any domain sets is for the requests under that policy alone:
 * a domain with a policy of its own has its own playbooks.
 */
public final class Controls {

  public static final Controls NONE = new Controls(Map.of());

  private final Map<String, Map<String, Control>> bySlotAndDomain;
  private final List<Control> all;

  /** For requests under a policy of their domain's own. */
  private final Map<String, Switches> own = new HashMap<>();

  /** For requests under the policy for any domain. */
  private final Map<String, Switches> other = new HashMap<>();

  private Controls(Map<String, Map<String, Control>> bySlotAndDomain) {
    this.bySlotAndDomain = bySlotAndDomain;
    this.all = bySlotAndDomain.values().stream().flatMap(of -> of.values().stream()).toList();
    add(Policy.ANY_DOMAIN);
    all.forEach(control -> add(control.domain()));
  }

  /** Those that are for the domain of a policy. */
  public Switches forDomain(String domain) {
    return forDomain(domain, domain);
  }

  /**
   * Those that are for requests of a domain. Without any control this is the only thing a record
   * costs.
   *
   * @param governing domain of the policy that governs them: the same, or {@link Policy#ANY_DOMAIN}
   */
  public Switches forDomain(String domain, String governing) {
    if (all.isEmpty()) {
      return Switches.NONE;
    }
    Map<String, Switches> switches = governing.equals(Policy.ANY_DOMAIN) ? other : own;
    return switches.getOrDefault(domain, switches.getOrDefault(Policy.ANY_DOMAIN, Switches.NONE));
  }

  /** All of them, in the order of slot and domain. */
  public List<Control> all() {
    return all;
  }

  /** What is set for that very slot and domain. */
  public Optional<Control> at(String slot, String domain) {
    Map<String, Control> of = bySlotAndDomain.getOrDefault(slot, Map.of());
    return Optional.ofNullable(of.get(domain));
  }

  /** These, with the control in the place of what was set before; a return to normal takes that. */
  public Controls with(Control control) {
    return changed(control.set().slot(), control.domain(), control.clears() ? null : control);
  }

  /** Those of which the condition does not hold. */
  public Controls without(Predicate<Control> condition) {
    Controls left = this;
    for (Control control : all) {
      if (condition.test(control)) {
        left = left.changed(control.set().slot(), control.domain(), null);
      }
    }
    return left;
  }

  /** These without that one. */
  public Controls without(Control control) {
    return changed(control.set().slot(), control.domain(), null);
  }

  /** Those that have not expired. */
  public Controls holding(Instant now) {
    Controls left = this;
    for (Control control : all) {
      if (!control.holds(now)) {
        left = left.changed(control.set().slot(), control.domain(), null);
      }
    }
    return left;
  }

  private Controls changed(String slot, String domain, @Nullable Control control) {
    Map<String, Map<String, Control>> changed = new TreeMap<>(bySlotAndDomain);
    Map<String, Control> of = new TreeMap<>(changed.getOrDefault(slot, Map.of()));
    if (control == null) {
      of.remove(domain);
    } else {
      of.put(domain, control);
    }
    changed.put(slot, of);
    return new Controls(changed);
  }

  private void add(String domain) {
    own.computeIfAbsent(domain, of -> switches(of, control -> !control.ofPlaybook()));
    other.computeIfAbsent(domain, of -> switches(of, control -> true));
  }

  /**
   * People's before those of playbooks, and of either the domain's own before those of every
   * domain.
   *
   * @param elsewhere which of those of every domain count
   */
  private Switches switches(String domain, Predicate<Control> elsewhere) {
    Predicate<Control> counts =
        control ->
            control.domain().equals(Policy.ANY_DOMAIN)
                ? elsewhere.test(control)
                : control.domain().equals(domain);
    return new Switches(
        all.stream()
            .filter(counts)
            .sorted(
                Comparator.comparing(Control::ofPlaybook)
                    .thenComparing(control -> !control.domain().equals(domain)))
            .toList());
  }
}
