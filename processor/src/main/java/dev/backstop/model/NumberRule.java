package dev.backstop.model;

import org.jspecify.annotations.Nullable;

/**
 * How a number becomes a column: {@code (x − mean) / standardDeviation}, computed in double, then
 * cast to float32. Without scaling, mean 0 and standard deviation 1.
 *
 * @param min least value accepted, before scaling
 * @param max largest value accepted, before scaling
 */
public record NumberRule(double mean, double standardDeviation, double min, double max) {

  /** Any finite number, as it is. */
  public static final NumberRule PLAIN =
      new NumberRule(0, 1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  static final String NOT_A_NUMBER = "not a number";

  /** The number a value is, or null if it is none. */
  static @Nullable Number number(@Nullable Object value) {
    return value instanceof Double || value instanceof Long || value instanceof Integer
        ? (Number) value
        : null;
  }

  @Nullable String write(double value, Columns to) {
    if (!Double.isFinite(value)) {
      return "not finite";
    }
    if (value < min || value > max) {
      return "out of range";
    }
    float scaled = (float) ((value - mean) / standardDeviation);
    if (!Float.isFinite(scaled)) {
      return "too large for float32";
    }
    to.add(scaled);
    return null;
  }
}
