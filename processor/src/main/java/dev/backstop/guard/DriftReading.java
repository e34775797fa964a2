package dev.backstop.guard;

/**
 * What a full window says. Drift may tighten, route or alert; by itself it trips nothing, because
 * inputs may change and answers stay right.
 *
 * @param name of the feature, or of the confidence
 * @param psi population stability index against the reference
 * @param threshold from which on it is drift
 * @param rows in the window
 * @param collapsed whether nearly all rows fell into one bin that used to hold far fewer
 */
public record DriftReading(
    String name, double psi, double threshold, long rows, boolean collapsed) {

  /** The name under which the confidence is; no feature of a reference may have it. */
  public static final String CONFIDENCE = "confidence";

  public boolean drifted() {
    return psi >= threshold;
  }
}
