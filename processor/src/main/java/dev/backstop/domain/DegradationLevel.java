package dev.backstop.domain;

/**
 * How much of what a policy means to have is away, from nothing to every model. The order is that
 * of their gravity, and {@code ordinal()} is the value of the meter.
 */
public enum DegradationLevel {
  /** Whatever the policy has on may be asked. */
  NORMAL("normal"),

  /** Something is away, and a model is still asked about every request. */
  QUIET_DEGRADATION("quiet degradation"),

  /** About some requests no model is asked, or the people who should be are not. */
  PARTIAL_FUNCTION("partial function"),

  /** No model is asked about any request: people answer, else what is declared. */
  FULL_ESCALATION("full escalation");

  private final String inWords;

  DegradationLevel(String inWords) {
    this.inWords = inWords;
  }

  public String inWords() {
    return inWords;
  }

  /** The graver of the two. */
  public DegradationLevel or(DegradationLevel other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
