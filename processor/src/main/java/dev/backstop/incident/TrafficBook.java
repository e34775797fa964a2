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

  private static final long STEP_MILLIS = 10_000;

  private final Instant begun;
  private final Map<String, TrafficReport> newest = new HashMap<>();
  private final NavigableMap<Long, Traffic> steps = new TreeMap<>();
  private final NavigableMap<Long, Long> pendings = new TreeMap<>();

  TrafficBook(Instant begun) {
    this.begun = begun;
  }

  /**
   * Takes note of a report. Of an instance that is older than this book, the first one only says
   * from where to count.
   */
  void add(TrafficReport report, Instant now) {
    TrafficReport before = newest.get(report.instance());
    if (before != null && !report.at().isAfter(before.at())) {
      return;
    }
    newest.put(report.instance(), report);
    Traffic known = before == null ? unseen(report) : Traffic.of(before);
    if (known != null) {
      Instant at = report.at().isAfter(now) ? now : report.at();
      steps.merge(step(at), Traffic.of(report).minus(known), Traffic::plus);
    }
  }

  /** Time has passed. */
  void tick(Instant now) {
    Instant oldest = now.minus(LONGEST);
    steps.headMap(step(oldest)).clear();
    pendings.headMap(step(oldest)).clear();
    newest.values().removeIf(report -> report.at().isBefore(oldest));
    if (!now.isBefore(complete())) {
      pendings.putIfAbsent(step(now), pending(now));
    }
  }

  /** What was counted in so long a time until now. */
  Traffic during(Duration window, Instant now) {
    return steps.tailMap(step(now.minus(window))).values().stream()
        .reduce(Traffic.NONE, Traffic::plus);
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
    TrafficReport.Counts counts =
        steps.tailMap(first.getKey()).values().stream()
            .reduce(Traffic.NONE, Traffic::plus)
            .counts();
    return Math.abs(
        counts.requests()
            - counts.duplicates()
            - counts.decided()
            - counts.deadLetters()
            - (pending(now) - first.getValue()));
  }

  /** What is known of an instance that is heard of for the first time; null if nothing is. */
  private @Nullable Traffic unseen(TrafficReport report) {
    return report.since().isBefore(begun) ? null : Traffic.NONE;
  }

  /** From when on every instance has been heard of. */
  private Instant complete() {
    return begun.plus(SILENT);
  }

  private long pending(Instant now) {
    return newest.values().stream()
        .filter(report -> !report.at().isBefore(now.minus(SILENT)))
        .mapToLong(TrafficReport::pending)
        .sum();
  }

  private static long step(Instant at) {
    return Math.floorDiv(at.toEpochMilli(), STEP_MILLIS);
  }
}
