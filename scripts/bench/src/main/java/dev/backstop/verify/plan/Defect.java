package dev.backstop.verify.plan;

import dev.backstop.domain.DeadLetter;

/** What is wrong with a record that is no request, and the cause its dead letter must name. */
public enum Defect {
  GARBAGE(DeadLetter.Cause.UNDECODABLE),
  CUT_OFF(DeadLetter.Cause.UNDECODABLE),
  NO_VALUE(DeadLetter.Cause.EMPTY),
  UNKNOWN_SCHEMA(DeadLetter.Cause.UNKNOWN_SCHEMA),
  OVERSIZED(DeadLetter.Cause.OVERSIZED);

  private final DeadLetter.Cause cause;

  Defect(DeadLetter.Cause cause) {
    this.cause = cause;
  }

  public DeadLetter.Cause cause() {
    return cause;
  }
}
