package dev.backstop.model;

import org.jspecify.annotations.Nullable;

/**
 * One declared feature of a model: how its value becomes columns.
 *
 * <p>Rules by type of the value: a number is a Long, Integer or Double, never a Boolean; a category
 * is a String, or a Boolean as the words {@code true} and {@code false}; a vector is a list of
 * numbers; a text is a String. Null is missing, which is never the same as zero or empty.
 */
public sealed interface Input permits NumericInput, CategoricalInput, VectorInput, TokensInput {

  String MISSING = "missing";

  String name();

  /** Columns in the dense tensor, float32. */
  default int denseColumns() {
    return 0;
  }

  /** Columns in the tokens' tensor, int64. */
  default int tokenColumns() {
    return 0;
  }

  /**
   * Appends this input's columns: exactly as many as it declares, or an unspecified number if the
   * value is refused.
   *
   * @return the rule that the value breaks, in words that never hold the value; null if it was
   *     written
   */
  @Nullable String write(@Nullable Object value, Columns to);
}
