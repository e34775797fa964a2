package dev.backstop.demo;

import dev.backstop.v1.DeadLetterCause;

/** A way in which a record can be malformed, with the cause its dead letter must name. */
enum Fault {
  /** Bytes that are no Avro record at all. */
  GARBAGE(DeadLetterCause.UNDECODABLE),
  /** A request whose second half is missing. */
  CUT_OFF(DeadLetterCause.UNDECODABLE),
  /** A schema id that no registry has given out. */
  UNKNOWN_SCHEMA(DeadLetterCause.UNKNOWN_SCHEMA),
  /** No value. */
  NO_VALUE(DeadLetterCause.EMPTY),
  /** A good request under a key that is not its id. */
  WRONG_KEY(DeadLetterCause.KEY_MISMATCH);

  private final DeadLetterCause cause;

  Fault(DeadLetterCause cause) {
    this.cause = cause;
  }

  DeadLetterCause cause() {
    return cause;
  }
}
