package dev.backstop.bench.variant;

/** Which of the ways. */
public enum Kind {
  /** Poll, one call of the model for the whole poll, produce, commit; written by hand. */
  REFERENCE_LOOP,
  /** A Kafka Streams topology that decodes, encodes, and asks no model. */
  PASS_THROUGH,
  /** A Kafka Streams topology that asks the model for each record. */
  PER_RECORD
}
