package dev.backstop.app;

import dev.backstop.model.Models;
import dev.backstop.policy.Policies;
import dev.backstop.signing.ControlKey;
import dev.backstop.signing.ControlKeys;
import dev.backstop.signing.TrustedKeys;
import org.jspecify.annotations.Nullable;

/**
 * What the start-up check leaves behind when it finds no problem: policies and models that fit
 * together.
 *
 * @param shelf the packages of which the models are, and others that a policy may need later
 * @param controlKeys whose signatures on controls count; those of people on policies too
 * @param signing by which this instance signs what playbooks set; null if it has no key for that
 * @param drillers who may drill
 * @param partitions of the topics
 */
record Assembly(
    Policies policies,
    Models models,
    ModelShelf shelf,
    ControlKeys controlKeys,
    @Nullable ControlKey signing,
    TrustedKeys drillers,
    int partitions) {

  /** Whose signatures on policies count. */
  TrustedKeys trusted() {
    return controlKeys.people();
  }
}
