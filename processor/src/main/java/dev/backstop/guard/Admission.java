package dev.backstop.guard;

/** What a breaker allows for one request. */
public enum Admission {
  /** The model is asked, and its answer may be taken. */
  LIVE,
  /** The model may be asked beside the tier that answers; its answer has no effect. */
  MIRROR,
  /** The model is not asked. */
  REFUSED
}
