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
 * The controls that are set, at most one of a slot and domain, and where those of every domain have
 * an effect. Immutable.
 *
 * <p>What a playbook of the policy for any domain sets is for the requests under that policy alone:
 * a domain with a policy of its own has its own playbooks.
 */
public final class Controls {

  public static final Controls NONE = new Controls(Map.of(), Map.of());

  private final Map<String, Map<String, Control>> bySlotAndDomain;

  /** By place, of those that do not have an effect everywhere. */
  private final Map<String, Leave> limits;

  private final List<Control> all;

  /** For requests under a policy of their domain's own. */
  private final Map<String, Switches> own = new HashMap<>();

  /** For requests under the policy for any domain. */
  private final Map<String, Switches> other = new HashMap<>();

  private Controls(Map<String, Map<String, Control>> bySlotAndDomain, Map<String, Leave> limits) {
    this.bySlotAndDomain = bySlotAndDomain;
    this.limits = limits;
    this.all = bySlotAndDomain.values().stream().flatMap(of -> of.values().stream()).toList();
    add(Policy.ANY_DOMAIN);
    all.forEach(control -> add(control.domain()));
    for (Leave leave : limits.values()) {
      leave.letting().forEach(this::add);
      leave.refusing().keySet().forEach(this::add);
    }
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

  /** Where a control that is set has an effect. */
  public Leave leave(Control control) {
    return limits.getOrDefault(control.place(), Leave.EVERYWHERE);
  }

  /** Whether a control that is set has an effect on requests of the domain. */
  public boolean reaches(Control control, String domain) {
    return control.domain().equals(Policy.ANY_DOMAIN)
        ? leave(control).reaches(domain)
        : control.domain().equals(domain);
  }

  /** These, with the control in the place of what was set before; a return to normal takes that. */
  public Controls with(Control control) {
    return with(control, Leave.EVERYWHERE);
  }

  /** The same, where the policies let it have an effect. */
  public Controls with(Control control, Leave leave) {
    return control.clears() ? without(control) : changed(control, control, leave);
  }

  /** Those of which the condition does not hold. */
  public Controls without(Predicate<Control> condition) {
    if (all.stream().noneMatch(condition)) {
      return this;
    }
    Map<String, Map<String, Control>> left = new TreeMap<>();
    Map<String, Leave> limited = new HashMap<>(limits);
    for (Control control : all) {
      if (condition.test(control)) {
        limited.remove(control.place());
      } else {
        left.computeIfAbsent(control.set().slot(), slot -> new TreeMap<>())
            .put(control.domain(), control);
      }
    }
    return new Controls(left, limited);
  }

  /** These without what is set for the control's slot and domain. */
  public Controls without(Control control) {
    return changed(control, null, Leave.EVERYWHERE);
  }

  /** Those that have not expired. */
  public Controls holding(Instant now) {
    return without(control -> !control.holds(now));
  }

  private Controls changed(Control replaced, @Nullable Control control, Leave leave) {
    String slot = replaced.set().slot();
    Map<String, Map<String, Control>> changed = new TreeMap<>(bySlotAndDomain);
    Map<String, Control> of = new TreeMap<>(changed.getOrDefault(slot, Map.of()));
    Map<String, Leave> limited = new HashMap<>(limits);
    limited.remove(replaced.place());
    if (control == null) {
      of.remove(replaced.domain());
    } else {
      of.put(replaced.domain(), control);
      if (!leave.equals(Leave.EVERYWHERE)) {
        limited.put(replaced.place(), leave);
      }
    }
    changed.put(slot, of);
    return new Controls(changed, limited);
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
    return new Switches(
        all.stream()
            .filter(control -> reaches(control, domain))
            .filter(
                control -> !control.domain().equals(Policy.ANY_DOMAIN) || elsewhere.test(control))
            .sorted(
                Comparator.comparing(Control::ofPlaybook)
                    .thenComparing(control -> !control.domain().equals(domain)))
            .toList());
  }
}
