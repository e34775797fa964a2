package dev.backstop.control;

import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The controls that are set, at most one of a slot and domain. Immutable. */
public final class Controls {

  public static final Controls NONE = new Controls(Map.of());

  private final Map<String, Map<String, Control>> bySlotAndDomain;
  private final List<Control> all;
  private final Map<String, Switches> byDomain;
  private final Switches elsewhere;

  private Controls(Map<String, Map<String, Control>> bySlotAndDomain) {
    this.bySlotAndDomain = bySlotAndDomain;
    this.all = bySlotAndDomain.values().stream().flatMap(of -> of.values().stream()).toList();
    this.byDomain = new HashMap<>();
    for (Control control : all) {
      byDomain.computeIfAbsent(control.domain(), this::switches);
    }
    this.elsewhere = byDomain.getOrDefault(Policy.ANY_DOMAIN, Switches.NONE);
  }

  /** Those that are for a domain. Without any control this is the only thing a record costs. */
  public Switches forDomain(String domain) {
    return all.isEmpty() ? Switches.NONE : byDomain.getOrDefault(domain, elsewhere);
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

  /** The domain's own before those of every domain. */
  private Switches switches(String domain) {
    List<Control> own = new ArrayList<>();
    all.stream().filter(control -> control.domain().equals(domain)).forEach(own::add);
    if (!domain.equals(Policy.ANY_DOMAIN)) {
      all.stream().filter(control -> control.domain().equals(Policy.ANY_DOMAIN)).forEach(own::add);
    }
    return new Switches(own);
  }
}
