package dev.backstop.bench.variant;

/** Which of the ways. */
public enum Kind {
  /** Poll, one call of the model for the whole poll, produce, commit; written by hand. */
  REFERENCE_LOOP,
  /** The same loop with a producer that is set as Backstop sets its own. */
  TUNED_LOOP,
  /** A Kafka Streams topology that decodes, encodes, and asks no model. */
  PASS_THROUGH,
  /** A Kafka Streams topology that asks the model for each record. */
  PER_RECORD;

  boolean isLoop() {
    return this == REFERENCE_LOOP || this == TUNED_LOOP;
  }
}
