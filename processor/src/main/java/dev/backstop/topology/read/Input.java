package dev.backstop.topology.read;

import dev.backstop.decision.Passing;
import dev.backstop.domain.DeadLetter;
import org.jspecify.annotations.Nullable;

/** What came of reading a record. */
public sealed interface Input {

  /** A value for the next step. */
  record Good(String requestId, Passing value) implements Input {}

  /** A record for the dead letters. */
  record Bad(
      DeadLetter.Cause cause, String why, @Nullable String requestId, @Nullable String errorClass)
      implements Input {}

  static Input bad(DeadLetter.Cause cause, String why) {
    return new Bad(cause, why, null, null);
  }
}
