package dev.backstop.rig;

import org.jspecify.annotations.Nullable;

/** A process of the rig failed; the message says what is wrong and what to do about it. */
public final class RigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RigException(String what, String remedy) {
    this(what, remedy, null);
  }

  public RigException(String what, String remedy, @Nullable Throwable cause) {
    super(what + ": " + remedy, cause);
  }
}
