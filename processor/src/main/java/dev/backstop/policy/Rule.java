package dev.backstop.policy;

/** What is to happen where a condition holds. */
public record Rule(String name, Condition when, Then then) {

  /** What a rule can ask for. */
  public sealed interface Then {

    /** This is the answer. */
    record Answer(String label) implements Then {}

    /** A person must answer: no model is asked any more. */
    record Review() implements Then {}

    /** No answer is given. */
    record Reject() implements Then {}
  }
}
