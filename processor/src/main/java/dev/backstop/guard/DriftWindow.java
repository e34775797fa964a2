package dev.backstop.guard;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts the values of one feature, or the confidences, in windows of so many rows, one after the
 * other. Recording takes a binary search, and allocates nothing but the reading of a full window.
 */
public final class DriftWindow {

  private final DriftReference reference;
  private final long[] expected;
  private final long[] counts;
  private final int size;
  private final double threshold;
  private long rows;

  /**
   * @param size rows of a window
   */
  public DriftWindow(DriftReference reference, int size) {
    new Checks("drift window '" + reference.name() + "'").atLeast("size", 1, size).throwIfAny();
    this.reference = reference;
    this.expected = reference.asArray();
    this.counts = new long[expected.length];
    this.size = size;
    this.threshold = Psi.threshold(reference.rows(), size, expected.length);
  }

  /** Takes note of a value, null if it is missing; the reading if this filled the window. */
  public @Nullable DriftReading record(@Nullable Object value) {
    counts[reference.bins().of(value)]++;
    return ++rows < size ? null : read();
  }

  private DriftReading read() {
    DriftReading reading =
        new DriftReading(
            reference.name(),
            Psi.ofCounts(expected, counts),
            threshold,
            rows,
            Collapse.of(expected, counts));
    Arrays.fill(counts, 0);
    rows = 0;
    return reading;
  }
}
