package dev.backstop.guard;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * A quantile of recent latencies, from a histogram whose buckets are at most 1/16 wide: what it
 * tells is the upper end of a bucket, so never too short, and too long by less than 6.25 %. It
 * knows the present interval of ten seconds and the one before. Recording allocates nothing.
 *
 * <p>A tier that is passed by because it is slow is asked again once nothing is known of it any
 * more.
 */
public final class LatencyQuantile {

  static final long INTERVAL_MILLIS = 10_000;

  /** Fewer calls than this say nothing of their tail. */
  static final int FEWEST = 20;

  private static final int SUB = 16;
  private static final int SUB_BITS = 4;
  private static final int BUCKETS = (64 - SUB_BITS) * SUB;

  private final double quantile;
  private int[] now = new int[BUCKETS];
  private int[] before = new int[BUCKETS];
  private int callsNow;
  private int callsBefore;
  private long interval = Long.MIN_VALUE;

  /**
   * @param quantile such as .95
   */
  public LatencyQuantile(double quantile) {
    new Checks("latency")
        .that(quantile > 0 && quantile < 1, "quantile", "above 0 and below 1", quantile)
        .throwIfAny();
    this.quantile = quantile;
  }

  /**
   * Takes note of a call; one that was given up counts with the time it was given.
   *
   * @param latency in any unit, 0 or more
   */
  public void record(long latency, long at) {
    moveTo(at);
    now[bucket(Math.max(0, latency))]++;
    callsNow++;
  }

  /** The quantile in the unit of the latencies; empty if too little is known. */
  public OptionalLong value(long at) {
    moveTo(at);
    int calls = callsNow + callsBefore;
    if (calls < FEWEST) {
      return OptionalLong.empty();
    }
    long rank = (long) Math.ceil(quantile * calls);
    long seen = 0;
    int bucket = -1;
    while (seen < rank) {
      bucket++;
      seen += now[bucket] + before[bucket];
    }
    return OptionalLong.of(upperEnd(bucket));
  }

  /** Whether a call usually ends in what is left. What is not known is taken to fit. */
  public boolean fits(long left, long at) {
    OptionalLong usual = value(at);
    return left > 0 && (usual.isEmpty() || usual.getAsLong() <= left);
  }

  /** The number of the interval that a time is in: what is known changes with each. */
  public static long interval(long at) {
    return Math.floorDiv(at, INTERVAL_MILLIS);
  }

  private void moveTo(long at) {
    long present = interval(at);
    if (present == interval) {
      return;
    }
    int[] oldest = before;
    if (present == interval + 1) {
      before = now;
      callsBefore = callsNow;
    } else {
      // A gap, or a clock that was set back.
      Arrays.fill(now, 0);
      before = now;
      callsBefore = 0;
    }
    Arrays.fill(oldest, 0);
    now = oldest;
    callsNow = 0;
    interval = present;
  }

  /** Below 16 each value has a bucket; above, each power of two has sixteen. */
  private static int bucket(long value) {
    if (value < SUB) {
      return (int) value;
    }
    int shift = 63 - Long.numberOfLeadingZeros(value) - SUB_BITS;
    return (shift << SUB_BITS) + (int) (value >>> shift);
  }

  private static long upperEnd(int bucket) {
    if (bucket < 2 * SUB) {
      return bucket;
    }
    int shift = (bucket >>> SUB_BITS) - 1;
    long first = (long) SUB + (bucket & (SUB - 1));
    return (first << shift) + (1L << shift) - 1;
  }
}
