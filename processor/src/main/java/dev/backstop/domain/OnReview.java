package dev.backstop.domain;

/** What a request gets while a person is asked. */
public enum OnReview {
  /** Nothing until the verdict or its deadline. */
  WAIT,
  /** A provisional decision at once, superseded by the final one. */
  PROVISIONAL,
  /** A rejection instead of a review. */
  REJECT
}
