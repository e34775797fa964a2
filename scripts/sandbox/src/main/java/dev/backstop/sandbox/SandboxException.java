package dev.backstop.sandbox;

import org.jspecify.annotations.Nullable;

/** The sandbox cannot start; the message says what is wrong and what to do about it. */
public final class SandboxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SandboxException(String what, String remedy) {
    this(what, remedy, null);
  }

  SandboxException(String what, String remedy, @Nullable Throwable cause) {
    super(what + ": " + remedy, cause);
  }
}
