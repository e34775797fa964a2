package dev.backstop.domain;

/** What came of asking a model about one row. A failure is a value: it concerns this row alone. */
public sealed interface Outcome {

  /** The model answered. */
  record Scored(Score score) implements Outcome {}

  /**
   * The model did not answer.
   *
   * @param detail in words; may name a feature, never its value
   */
  record Failed(Reason reason, String detail) implements Outcome {}
}
