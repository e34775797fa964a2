package dev.backstop.demo;

import org.jspecify.annotations.Nullable;

/**
 * A verdict that the robot has sent.
 *
 * @param label null for "cannot decide"
 * @param mistaken whether the robot erred on purpose
 */
record VerdictSent(
    String requestId, @Nullable String label, String reviewer, Role role, boolean mistaken) {

  /** What the verdict is to its review. */
  enum Role {
    /** The one that counts. */
    FIRST,
    /** The same once more. */
    REPEATED,
    /** Another reviewer's opposite, when the decision was out. */
    CONTRADICTING,
    /** One for a review whose time had run out. */
    LATE
  }
}
