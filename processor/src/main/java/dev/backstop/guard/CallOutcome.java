package dev.backstop.guard;

/** How a call of a model ended, each call in one way. */
public enum CallOutcome {
  /** Answered within its time. */
  OK,
  /** Answered, but slower than its budget. */
  SLOW,
  /** Not answered: an error, a time-out, or something that is no answer. */
  FAILED;

  /** What it is in a return test: only an answer in time speaks for a model. */
  Evidence evidence() {
    return this == OK ? Evidence.GOOD : Evidence.BAD;
  }
}
