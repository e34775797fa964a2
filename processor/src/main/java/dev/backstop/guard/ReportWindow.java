package dev.backstop.guard;

import dev.backstop.domain.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * What all instances have reported of a model in the last ten seconds, by the time in the reports;
 * their clocks must agree to a few seconds. A report from a clock that is ahead is taken for one of
 * now, and if the owner's own clock is set back by more than the window, it begins anew.
 *
 * <p>How calls of several reporters interleave is not known. Two runs of failures are certain: the
 * shortest of the runs that the reporters end with, and, to the length of a report, the failures of
 * the reports since the last one that holds an answer. Both begin where the window does: a reporter
 * counts its run on through whatever becomes of the breaker, and a run that has tripped it once
 * must not do so again.
 */
final class ReportWindow {

  private static final long MILLIS = 10_000;

  /**
   * A report.
   *
   * @param at when it was written, or was read if that is said to be before, in ms
   */
  private record Held(CallReport report, long at) {}

  private final Deque<Held> reports = new ArrayDeque<>();

  /** By reporter, the run of failures that it ended with. */
  private final Map<String, Long> runs = new HashMap<>();

  private long run;
  private long latest = Long.MIN_VALUE;

  /** Takes note of a report; one that is older than the window says nothing any more. */
  void add(CallReport report, long now) {
    moveTo(now);
    if (report.at() <= now - MILLIS) {
      return;
    }
    reports.addLast(new Held(report, Math.min(report.at(), now)));
    WindowCounts counts = report.counts();
    if (counts.failures() == counts.calls()) {
      run += counts.calls();
      runs.merge(report.reporter(), counts.calls(), Long::sum);
    } else {
      run = 0;
      runs.put(report.reporter(), Math.min(counts.consecutive(), counts.failures()));
    }
  }

  /** What the window holds at this time, added up. */
  WindowCounts counts(long now) {
    moveTo(now);
    long calls = 0;
    long failures = 0;
    long slow = 0;
    long shortest = Long.MAX_VALUE;
    for (Held held : reports) {
      WindowCounts counts = held.report().counts();
      calls += counts.calls();
      failures += counts.failures();
      slow += counts.slow();
      shortest = Math.min(shortest, runs.getOrDefault(held.report().reporter(), 0L));
    }
    return new WindowCounts(
        calls, failures, slow, reports.isEmpty() ? run : Math.max(run, shortest));
  }

  /** The failures that the window holds, by their reason. */
  Map<Reason, Long> reasons() {
    Map<Reason, Long> reasons = new EnumMap<>(Reason.class);
    reports.forEach(
        held ->
            held.report().reasons().forEach((reason, n) -> reasons.merge(reason, n, Long::sum)));
    return reasons;
  }

  void clear() {
    reports.clear();
    runs.clear();
    run = 0;
  }

  private void moveTo(long now) {
    if (now + MILLIS <= latest) {
      clear();
      latest = now;
    } else {
      latest = Math.max(latest, now);
    }
    // Reports come nearly in order; one that is out of it stays a little longer.
    while (!reports.isEmpty() && reports.peekFirst().at() <= now - MILLIS) {
      reports.removeFirst();
    }
  }
}
