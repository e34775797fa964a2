package dev.backstop.playbook;

import dev.backstop.control.Control;
import dev.backstop.control.Controls;
import dev.backstop.control.Degradation;
import dev.backstop.guard.Breakers;
import dev.backstop.policy.Playbook;
import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What there is to go by at one time.
 *
 * @param told what became of notices, by their keys; those that are missing are still on their way
 */
public record Seen(
    Policy policy, Controls controls, Breakers breakers, Map<String, Boolean> told, Instant at) {

  /** Who a control is by that a playbook set; no person may be called that. */
  public static final String ACTOR = Playbook.ACTOR;

  /**
   * Whether what sets a playbook off is there, apart from what playbooks have set themselves: else
   * none would ever end.
   */
  boolean holds(Playbook.Trigger trigger) {
    Controls others = controls.without(Control::ofPlaybook);
    Degradation degradation =
        Degradation.of(policy, others.forDomain(policy.domain()), breakers, at);
    if (trigger.level() != null) {
      return degradation.level().compareTo(trigger.level()) >= 0;
    }
    return degradation.lacks().stream().anyMatch(lack -> lack.tier().equals(trigger.tier()));
  }

  /** The control that is in force for that very slot and the domain. */
  Optional<Control> standing(String slot) {
    return controls.at(slot, policy.domain()).filter(control -> control.holds(at));
  }
}
