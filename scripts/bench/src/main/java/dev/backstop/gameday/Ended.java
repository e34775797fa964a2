package dev.backstop.gameday;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What came of a request.
 *
 * @param number of the request
 * @param reason why the tier before did not answer; empty if the first one did
 * @param deadline how long it had; null if it named none
 * @param sentNanos when it was sent; by {@link System#nanoTime()}
 * @param seenNanos when its decision was read
 */
record Ended(
    int number,
    String status,
    String tier,
    String reason,
    @Nullable Duration deadline,
    long sentNanos,
    long seenNanos) {

  /** From sending to reading the decision. */
  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(seenNanos - sentNanos);
  }

  /** By how much it was read after its deadline, in ms; 0 if it was in time or named none. */
  long lateMillis() {
    return deadline == null ? 0 : Math.max(0, millis() - deadline.toMillis());
  }

  boolean late() {
    return deadline != null && seenNanos - sentNanos > deadline.toNanos();
  }
}
