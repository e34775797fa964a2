package dev.backstop.guard;

/** What may be wrong with one value of one record. Concerns that record; trips nothing. */
public enum Flaw {
  /** It is not there, and must be. */
  MISSING,
  /** It is not of the feature's type. */
  TYPE,
  /** It is outside what the model was made for. */
  RANGE,
  /** It is a category the model has never seen. */
  UNSEEN,
  /** It was measured too long ago. */
  STALE
}
