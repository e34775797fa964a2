package dev.backstop.guard;

/**
 * How a model's answers stand.
 *
 * @param labels the newest ones that are known, and how many of them were wrong
 */
public record RiskReading(RiskLevel level, Evidence labels) {

  /** Nothing is known. */
  public static final RiskReading NONE = new RiskReading(RiskLevel.NORMAL, Evidence.NONE);

  /** A clause with figures. */
  public String inWords() {
    return labels.errors() + " of the newest " + labels.trials() + " labels say it was wrong";
  }
}
