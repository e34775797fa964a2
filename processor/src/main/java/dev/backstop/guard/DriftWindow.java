package dev.backstop.guard;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds up counts of one feature, or of the confidence, in windows of so many rows or more, one
 * after the other.
 */
public final class DriftWindow {

  private final String name;
  private final List<Long> reference;
  private final long[] expected;
  private final long[] counts;
  private long rows;

  /**
   * @param reference counts by bin, where the model was made
   */
  public DriftWindow(String name, List<Long> reference) {
    this.name = name;
    this.reference = List.copyOf(reference);
    this.expected = reference.stream().mapToLong(Long::longValue).toArray();
    this.counts = new long[expected.length];
  }

  /** Whether counts of these bins can be added to it. */
  boolean isOf(List<Long> other) {
    return reference.equals(other);
  }

  /**
   * Takes note of counts, in the order of the bins; the reading if this filled the window.
   *
   * @param size rows of a window
   */
  public @Nullable DriftReading add(List<Long> actual, int size) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += actual.get(i);
      rows += actual.get(i);
    }
    return rows < size ? null : read();
  }

  private DriftReading read() {
    DriftReading reading =
        new DriftReading(
            name,
            Psi.ofCounts(expected, counts),
            Psi.threshold(Arrays.stream(expected).sum(), rows, expected.length),
            rows,
            Collapse.of(expected, counts));
    Arrays.fill(counts, 0);
    rows = 0;
    return reading;
  }
}
