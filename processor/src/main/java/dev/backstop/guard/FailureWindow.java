package dev.backstop.guard;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the last ten seconds in ten buckets of one second, with running totals: recording
 * takes constant time and allocates nothing. A bucket falls out as a whole, so the window holds
 * between nine and ten seconds.
 *
 * <p>A time before the window means that the clock was set back: the window begins anew, since its
 * contents would otherwise never grow old.
 */
public final class FailureWindow {

  static final int BUCKETS = 10;
  static final long BUCKET_MILLIS = 1000;

  private final long[] calls = new long[BUCKETS];
  private final long[] failures = new long[BUCKETS];
  private final long[] slow = new long[BUCKETS];
  private long head = Long.MIN_VALUE;
  private long allCalls;
  private long allFailures;
  private long allSlow;
  private long consecutive;

  public void record(CallOutcome outcome, long at) {
    long second = Math.floorDiv(at, BUCKET_MILLIS);
    moveTo(second);
    int bucket = Math.floorMod(second, BUCKETS);
    calls[bucket]++;
    allCalls++;
    if (outcome == CallOutcome.FAILED) {
      failures[bucket]++;
      allFailures++;
      consecutive++;
    } else {
      consecutive = 0;
      if (outcome == CallOutcome.SLOW) {
        slow[bucket]++;
        allSlow++;
      }
    }
  }

  /** What the window holds at this time. */
  public WindowCounts counts(long at) {
    moveTo(Math.floorDiv(at, BUCKET_MILLIS));
    return counts();
  }

  public void clear() {
    empty();
    consecutive = 0;
  }

  /** The first reason to trip on what the window holds since the last record, or null. */
  @Nullable TripReason trips(BreakerTerms terms) {
    return terms.trips(allCalls, allFailures, allSlow, consecutive);
  }

  WindowCounts counts() {
    return allCalls == 0
        ? WindowCounts.NONE
        : new WindowCounts(allCalls, allFailures, allSlow, consecutive);
  }

  private void moveTo(long second) {
    if (second > head) {
      if (head == Long.MIN_VALUE || second - head >= BUCKETS) {
        empty();
      } else {
        for (long passed = head + 1; passed <= second; passed++) {
          drop(Math.floorMod(passed, BUCKETS));
        }
      }
      head = second;
    } else if (second <= head - BUCKETS) {
      empty();
      head = second;
    }
  }

  private void drop(int bucket) {
    allCalls -= calls[bucket];
    allFailures -= failures[bucket];
    allSlow -= slow[bucket];
    calls[bucket] = 0;
    failures[bucket] = 0;
    slow[bucket] = 0;
  }

  private void empty() {
    Arrays.fill(calls, 0);
    Arrays.fill(failures, 0);
    Arrays.fill(slow, 0);
    allCalls = 0;
    allFailures = 0;
    allSlow = 0;
  }
}
