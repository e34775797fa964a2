package dev.backstop.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all instances have counted in the last hour. In memory alone: what a restart makes
 * forgotten, the next window brings.
 *
 * <p>Reports count at the time when they were written, so that those which have waited for their
 * reader do not look like a burst.
 */
final class TrafficBook {

  /** What is older is forgotten. */
  static final Duration LONGEST = Duration.ofHours(1);

  /** Whoever has not reported for so long has lost its tasks, and with them what waits there. */
  static final Duration SILENT = Duration.ofSeconds(30);

  /** Whoever has not reported for so long may have lost them: two reports are missing. */
  private static final Duration LATE = Duration.ofSeconds(11);

  /**
   * What waits is taken as it is read after so long, sure or not: instances that keep dying must
   * not keep the balance from being looked at.
   */
  private static final Duration UNSURE = Duration.ofMinutes(5);

  private static final long STEP_MILLIS = 10_000;

  /**
   * The newest report of an instance.
   *
   * @param heard when it was read, by the clock of here: whether an instance is still there must
   *     not depend on its own
   */
  private record Newest(TrafficReport report, Instant heard) {}

  private final Instant begun;
  private final Map<String, Newest> newest = new HashMap<>();
  private final NavigableMap<Long, Traffic> steps = new TreeMap<>();
  private final NavigableMap<Long, Long> pendings = new TreeMap<>();

  /** Since when it is not known what waits, at the last tick; null if it is. */
  private @Nullable Instant unsure;

  TrafficBook(Instant begun) {
    this.begun = begun;
  }

  /**
   * Takes note of a report. Of an instance that is older than this book, the first one only says
   * from where to count.
   */
  void add(TrafficReport report, Instant now) {
    Newest known = newest.get(report.instance());
    if (known != null && !isNewer(report, known.report())) {
      return;
    }
    newest.put(report.instance(), new Newest(report, now));
    Traffic before = known == null ? unseen(report) : Traffic.of(known.report());
    if (before != null) {
      Instant at = report.at().isAfter(now) ? now : report.at();
      steps.merge(step(at), Traffic.of(report).minus(before), Traffic::plus);
    }
  }

  /** Time has passed. */
  void tick(Instant now) {
    Instant oldest = now.minus(LONGEST);
    steps.headMap(step(oldest)).clear();
    pendings.headMap(step(oldest)).clear();
    newest.values().removeIf(last -> last.heard().isBefore(oldest));
    if (isSure(now)) {
      unsure = null;
    } else if (unsure == null || unsure.isAfter(now)) {
      unsure = now;
    }
    if (isSteady(now)) {
      pendings.putIfAbsent(step(now), pending(now));
    }
  }

  /** What was counted in so long a time until now. */
  Traffic during(Duration window, Instant now) {
    return Traffic.sum(steps.tailMap(step(now.minus(window))).values());
  }

  /** Whether what waits on all instances can be gone by, as of the last tick. */
  boolean isSteady(Instant now) {
    return unsure == null || !now.isBefore(unsure.plus(UNSURE));
  }

  /**
   * Whether it is known what waits on all instances: every one has been heard of, and none is about
   * to be given up. Else what waits there may count twice, or not at all, until others have it.
   */
  private boolean isSure(Instant now) {
    return !now.isBefore(complete())
        && newest.values().stream()
            .noneMatch(
                last ->
                    last.heard().isBefore(now.minus(LATE))
                        && !last.heard().isBefore(now.minus(SILENT.multipliedBy(2))));
  }

  /**
   * By how many requests what was read differs from what became of it, in so long a time until now.
   */
  long difference(Duration window, Instant now) {
    Instant from = now.minus(window).isBefore(complete()) ? complete() : now.minus(window);
    Map.Entry<Long, Long> first = pendings.ceilingEntry(step(from));
    if (first == null) {
      return 0;
    }
    TrafficReport.Counts counts = Traffic.sum(steps.tailMap(first.getKey()).values()).counts();
    return Math.abs(
        counts.requests()
            - counts.duplicates()
            - counts.decided()
            - counts.deadLetters()
            - (pending(now) - first.getValue()));
  }

  /**
   * Goes by what only grows, for a clock may be set back. Of two that have counted the same, the
   * one that is read later counts: all that it says otherwise is what waits.
   */
  private static boolean isNewer(TrafficReport report, TrafficReport before) {
    return report.counts().total() >= before.counts().total();
  }

  /**
   * What is known of an instance that is heard of for the first time, or again after so long that
   * it was forgotten; null if nothing is.
   */
  private @Nullable Traffic unseen(TrafficReport report) {
    Instant oldest = report.at().minus(LONGEST);
    return report.since().isBefore(begun) || report.since().isBefore(oldest) ? null : Traffic.NONE;
  }

  /** From when on every instance has been heard of. */
  private Instant complete() {
    return begun.plus(SILENT);
  }

  private long pending(Instant now) {
    return newest.values().stream()
        .filter(last -> !last.heard().isBefore(now.minus(SILENT)))
        .mapToLong(last -> last.report().pending())
        .sum();
  }

  private static long step(Instant at) {
    return Math.floorDiv(at.toEpochMilli(), STEP_MILLIS);
  }
}
