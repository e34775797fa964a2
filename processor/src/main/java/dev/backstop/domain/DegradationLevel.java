package dev.backstop.domain;

/**
 * How much of what a policy means to have is away, from nothing to every model, in the order of
 * their gravity.
 */
public enum DegradationLevel {
  /** Whatever the policy has on may be asked. */
  NORMAL(0, "normal"),

  /** Something is away, and a model is still asked about every request. */
  QUIET_DEGRADATION(1, "quiet degradation"),

  /** About some requests no model is asked, or the people who should be are not. */
  PARTIAL_FUNCTION(2, "partial function"),

  /** No model is asked about any request: people answer, else what is declared. */
  FULL_ESCALATION(3, "full escalation");

  private final int gravity;
  private final String inWords;

  DegradationLevel(int gravity, String inWords) {
    this.gravity = gravity;
    this.inWords = inWords;
  }

  /** From 0 to 3; the value of the meter. */
  public int gravity() {
    return gravity;
  }

  public String inWords() {
    return inWords;
  }

  /** The graver of the two. */
  public DegradationLevel or(DegradationLevel other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
