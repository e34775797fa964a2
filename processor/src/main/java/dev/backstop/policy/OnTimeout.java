package dev.backstop.policy;

/** What a request gets when its deadline passes before a person has answered. */
public enum OnTimeout {
  /** The label of the ladder's default tier. */
  DEFAULT,
  /**
   * The surest of the answers that were not sure enough, marked degraded; the default tier's if
   * there is none.
   */
  BEST_ATTEMPT,
  /** A rejection. */
  REJECT
}
