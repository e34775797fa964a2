package dev.backstop.model;

import org.jspecify.annotations.Nullable;

/**
 * A number.
 *
 * @param impute stands in for a missing value, before scaling; null: a missing value is refused
 * @param missingIndicator one more column right after: 1 if the value was missing, else 0
 */
public record NumericInput(
    String name, NumberRule rule, @Nullable Double impute, boolean missingIndicator)
    implements Input {

  @Override
  public int denseColumns() {
    return missingIndicator ? 2 : 1;
  }

  @Override
  public @Nullable String write(@Nullable Object value, Columns to) {
    Number number = value == null ? impute : NumberRule.number(value);
    if (number == null) {
      return value == null ? MISSING : NumberRule.NOT_A_NUMBER;
    }
    String problem = rule.write(number.doubleValue(), to);
    if (problem == null && missingIndicator) {
      to.add(value == null ? 1f : 0f);
    }
    return problem;
  }
}
