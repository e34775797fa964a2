package dev.backstop.guard;

import java.util.List;

/**
 * How the values of one feature, or the confidences, fell into the bins of a reference.
 *
 * @param name of the feature, or {@link DriftReading#CONFIDENCE}
 * @param expected counts of the reference
 * @param actual counts of what was asked
 */
public record BinCounts(String name, List<Long> expected, List<Long> actual) {

  public BinCounts {
    expected = List.copyOf(expected);
    actual = List.copyOf(actual);
    new Checks("bins of '" + name + "'")
        .that(actual.size() == expected.size(), "actual", expected.size() + " in number", actual)
        .that(expected.size() > 1, "expected", "two or more", expected)
        .that(
            actual.stream().allMatch(count -> count >= 0)
                && expected.stream().allMatch(count -> count >= 0),
            "counts",
            "0 or more",
            actual)
        .throwIfAny();
  }
}
