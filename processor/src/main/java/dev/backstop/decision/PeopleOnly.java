package dev.backstop.decision;

import dev.backstop.domain.Reason;
import dev.backstop.policy.Policy;
import org.jspecify.annotations.Nullable;

/** Why no model and no rule is asked any more. */
record PeopleOnly(Reason reason, String why) {

  /** Where it cannot be told what the policy wants for the case; else null. */
  static @Nullable PeopleOnly inDoubt(Policy policy) {
    String doubt = policy.applies().doubt();
    return doubt == null ? null : new PeopleOnly(Reason.INVALID_INPUT, doubt);
  }
}
