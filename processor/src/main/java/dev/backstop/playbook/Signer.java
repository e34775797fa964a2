package dev.backstop.playbook;

import dev.backstop.control.Control;
import org.jspecify.annotations.Nullable;

/** Signs what a run wants set, where this process has a key for that. */
@FunctionalInterface
public interface Signer {

  /** Has no key. */
  Signer NOBODY = control -> null;

  /** The signature to publish the control with; null if there is none. */
  byte @Nullable [] sign(Control control);
}
