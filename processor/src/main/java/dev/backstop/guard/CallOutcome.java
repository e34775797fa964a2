package dev.backstop.guard;

import dev.backstop.domain.Reason;
import org.jspecify.annotations.Nullable;

/** How a call of a model ended, each call in one way. */
public enum CallOutcome {
  /** Answered within its time. */
  OK,
  /** Answered, but slower than its budget. */
  SLOW,
  /** Not answered: an error, a time-out, or something that is no answer. */
  FAILED;

  /**
   * What a call was; null if it says nothing about the model. That a request lacks what the model
   * needs is the request's fault, and that there was no room for it the load's. A model that is not
   * asked because calls of it still hang has not answered, though.
   *
   * @param failure why there was no answer, or null
   */
  static @Nullable CallOutcome of(@Nullable Reason failure, long micros, long slowAfter) {
    if (failure == null) {
      return micros > slowAfter ? SLOW : OK;
    }
    return failure == Reason.INVALID_INPUT || failure == Reason.OVERLOAD ? null : FAILED;
  }
}
