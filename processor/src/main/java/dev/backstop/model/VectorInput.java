package dev.backstop.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of numbers, such as an embedding: a column an element, the same rule for each. A missing
 * vector is refused: no stand-in would mean anything.
 *
 * @param length how many numbers it must have
 */
public record VectorInput(String name, int length, NumberRule rule) implements Input {

  @Override
  public int denseColumns() {
    return length;
  }

  @Override
  public @Nullable String write(@Nullable Object value, Columns to) {
    if (value == null) {
      return MISSING;
    }
    if (!(value instanceof List<?> elements)) {
      return "not a list of numbers";
    }
    if (elements.size() != length) {
      return "wrong length";
    }
    for (Object element : elements) {
      Number number = NumberRule.number(element);
      String problem =
          number == null ? "not a list of numbers" : rule.write(number.doubleValue(), to);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }
}
