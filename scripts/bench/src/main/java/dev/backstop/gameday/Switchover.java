package dev.backstop.gameday;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a switch from a dead model to the next tier cost. It lasts from the death until the breaker
 * is open on every instance.
 *
 * @param fallbackMillis from the death to the first decision by another tier for another reason
 *     than that the model was not sure; null if none came
 * @param refusedMillis from the death to the first decision that did not ask the model, for
 *     BREAKER_OPEN; null if none came
 * @param touched requests that the switch may have made late: not ended when the model died, and
 *     sent by {@link #AFTERMATH} after the switch's end at the latest, which leaves a queue time to
 *     show
 * @param late those of them that were read after their deadline
 * @param worstMillis the most by which one was late
 * @param lateBy how many were late by tier and reason
 */
record Switchover(
    @Nullable Long fallbackMillis,
    @Nullable Long refusedMillis,
    int touched,
    int late,
    long worstMillis,
    Map<String, Integer> lateBy) {

  /** The share of late requests must stay below it. */
  static final double BAR = .01;

  static final Duration AFTERMATH = Duration.ofSeconds(1);

  private static final String PRIMARY = "primary";
  private static final String REFUSED = "BREAKER_OPEN";
  private static final String UNSURE = "LOW_CONFIDENCE";

  /**
   * The figures.
   *
   * @param ended requests of the exercise; those of before the death count where it made them late
   * @param died when the model died, in nanoseconds
   * @param opened when the last instance said that the breaker is open
   */
  static Switchover of(List<Ended> ended, long died, long opened) {
    List<Ended> after = ended.stream().filter(one -> one.seenNanos() >= died).toList();
    List<Ended> touched =
        after.stream().filter(one -> one.sentNanos() - opened <= AFTERMATH.toNanos()).toList();
    List<Ended> late = touched.stream().filter(Ended::late).toList();
    return new Switchover(
        first(after.stream().filter(Switchover::fellBack), died),
        first(after.stream().filter(one -> one.reason().equals(REFUSED)), died),
        touched.size(),
        late.size(),
        late.stream().mapToLong(Ended::lateMillis).max().orElse(0),
        lateBy(late));
  }

  private static boolean fellBack(Ended one) {
    return !one.tier().equals(PRIMARY) && !one.reason().equals(UNSURE);
  }

  private static Map<String, Integer> lateBy(List<Ended> late) {
    Map<String, Integer> lateBy = new TreeMap<>();
    late.forEach(one -> lateBy.merge((one.tier() + ' ' + one.reason()).strip(), 1, Integer::sum));
    return lateBy;
  }

  private static @Nullable Long first(Stream<Ended> some, long died) {
    return some.min(Comparator.comparingLong(Ended::seenNanos))
        .map(one -> TimeUnit.NANOSECONDS.toMillis(one.seenNanos() - died))
        .orElse(null);
  }

  /** Of those that it may have made late; 0 if there were none. */
  double lateShare() {
    return touched == 0 ? 0 : (double) late / touched;
  }

  boolean inTime() {
    return touched > 0 && lateShare() < BAR;
  }
}
