package dev.backstop.control;

import dev.backstop.domain.TierKind;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The controls that are for one domain. Each is held against the time: from its end on it has no
 * effect, whether or not anybody has noticed.
 *
 * <p>Of the same slot a person's control counts before a playbook's, and a domain's own before one
 * for every domain; STOP holds if any does. STOP goes before FORCE, and what either bars, nothing
 * else allows.
 */
public final class Switches {

  public static final Switches NONE = new Switches(List.of());

  private static final String TIGHTEN = new Switch.Tighten(0.0).slot();
  private static final String SHED = new Switch.Shed(1.0).slot();

  /** A control with what it says to a tier that it bars, made once and not a record. */
  private record Held(Control control, Bar bar) {}

  private final List<Control> controls;
  private final Map<String, List<Held>> bySlot = new HashMap<>();
  private final List<Held> stops;
  private final List<Held> forces;
  private final Switches ofPeople;

  /**
   * The switches of a domain.
   *
   * @param controls of two with the same slot the one that counts comes first
   */
  Switches(List<Control> controls) {
    this.controls = List.copyOf(controls);
    for (Control control : controls) {
      bySlot
          .computeIfAbsent(control.set().slot(), slot -> new ArrayList<>())
          .add(new Held(control, new Bar(control.id(), why(control))));
    }
    this.stops = of(new Switch.Stop().slot());
    this.forces = of(new Switch.Force("").slot());
    List<Control> people = controls.stream().filter(one -> !one.ofPlaybook()).toList();
    this.ofPeople = people.size() == controls.size() ? this : new Switches(people);
  }

  public boolean none() {
    return controls.isEmpty();
  }

  /** Why the tier at that place of the ladder must not be asked, or null if it may. */
  public @Nullable Bar bar(Policy policy, int place, Instant now) {
    if (controls.isEmpty()) {
      return null;
    }
    Tier tier = policy.ladder().get(place);
    Held stop = first(stops, now);
    if (stop != null && isMachine(tier)) {
      return stop.bar();
    }
    Held force = first(forces, now);
    if (stop == null && force != null && passes(force, policy, place)) {
      return force.bar();
    }
    Held own = first(of(Switch.ofTier(tier.name())), now);
    return own != null && own.control().set() instanceof Switch.Off ? own.bar() : null;
  }

  /**
   * Whether the tier at that place must not be asked because of playbooks alone: nobody who might
   * know more has barred it.
   */
  public boolean barredByPlaybooks(Policy policy, int place, Instant now) {
    return bar(policy, place, now) != null && ofPeople.bar(policy, place, now) == null;
  }

  /** The control that wants a tier asked which the policy has switched off; null if none does. */
  public @Nullable String wanting(String tier, Instant now) {
    if (controls.isEmpty()) {
      return null;
    }
    Held own = first(of(Switch.ofTier(tier)), now);
    if (own != null && own.control().set() instanceof Switch.On) {
      return own.control().id();
    }
    Held force = first(forces, now);
    return force != null && tier.equals(force.control().set().tier()) ? force.control().id() : null;
  }

  /** The share of the traffic that a candidate is to get, if an operator has set one. */
  public OptionalDouble canaryShare(Instant now) {
    return share(new Switch.CanaryShare(0.0).slot(), now);
  }

  /** The control by which that share is set; null if none does. */
  public @Nullable String canaryControl(Instant now) {
    Held held = first(of(new Switch.CanaryShare(0.0).slot()), now);
    return held == null ? null : held.control().id();
  }

  /**
   * The share of the decisions that is to be drawn for an audit, if an operator or a playbook has
   * set one. A playbook only ever raises it.
   *
   * @param declared what the policy has drawn
   */
  public OptionalDouble auditRate(double declared, Instant now) {
    Held held = first(of(new Switch.AuditRate(0.0).slot()), now);
    Double share = held == null ? null : held.control().set().share();
    return held == null || share == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(held.control().ofPlaybook() ? Math.max(share, declared) : share);
  }

  /** The control by which models must be surer than the policy asks; null if there is none. */
  public @Nullable Control tightening(Instant now) {
    return held(TIGHTEN, now);
  }

  /** The control that says how full a queue turns somebody away; null if there is none. */
  public @Nullable Control shedding(Instant now) {
    return held(SHED, now);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other == this || (other instanceof Switches that && controls.equals(that.controls));
  }

  @Override
  public int hashCode() {
    return controls.hashCode();
  }

  /** Hard stops must hold, so rules before a forced tier are tried. */
  private static boolean passes(Held force, Policy policy, int place) {
    String tier = force.control().set().tier();
    return tier != null
        && place < policy.indexOf(tier)
        && policy.ladder().get(place).kind() != TierKind.RULES;
  }

  private static boolean isMachine(Tier tier) {
    return tier.kind() != TierKind.HUMAN && tier.kind() != TierKind.DEFAULT;
  }

  private OptionalDouble share(String slot, Instant now) {
    Held held = first(of(slot), now);
    Double share = held == null ? null : held.control().set().share();
    return share == null ? OptionalDouble.empty() : OptionalDouble.of(share);
  }

  private @Nullable Control held(String slot, Instant now) {
    Held held = controls.isEmpty() ? null : first(of(slot), now);
    return held == null ? null : held.control();
  }

  private List<Held> of(String slot) {
    return bySlot.getOrDefault(slot, List.of());
  }

  private static @Nullable Held first(List<Held> held, Instant now) {
    for (Held one : held) {
      if (one.control().holds(now)) {
        return one;
      }
    }
    return null;
  }

  private static String why(Control control) {
    return (control.ofPlaybook() ? "a playbook's switch: " : "an operator's switch: ")
        + control.set().inWords();
  }
}
