package dev.backstop.guard;

import dev.backstop.domain.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * What all instances have reported of a model in the last ten seconds, by the time in the reports;
 * their clocks must agree to a few seconds.
 *
 * <p>How calls of several reporters interleave is not known. Two runs of failures are certain: the
 * shortest of the runs that the reporters end with, and, to the length of a report, the failures of
 * the reports since the last one that holds an answer.
 */
final class ReportWindow {

  private static final long MILLIS = FailureWindow.BUCKETS * FailureWindow.BUCKET_MILLIS;

  private final Deque<CallReport> reports = new ArrayDeque<>();
  private long run;

  /** Takes note of a report; one that is older than the window says nothing any more. */
  void add(CallReport report, long now) {
    drop(now);
    if (report.at() <= now - MILLIS) {
      return;
    }
    reports.addLast(report);
    run = report.counts().failures() < report.counts().calls() ? 0 : run + report.counts().calls();
  }

  /** What the window holds at this time, added up. */
  WindowCounts counts(long now) {
    drop(now);
    long calls = 0;
    long failures = 0;
    long slow = 0;
    Map<String, Long> runs = new HashMap<>();
    for (CallReport report : reports) {
      calls += report.counts().calls();
      failures += report.counts().failures();
      slow += report.counts().slow();
      runs.put(report.reporter(), report.counts().consecutive());
    }
    long shortest = runs.values().stream().mapToLong(Long::longValue).min().orElse(0);
    return new WindowCounts(calls, failures, slow, Math.max(run, shortest));
  }

  /** The failures that the window holds, by their reason. */
  Map<Reason, Long> reasons() {
    Map<Reason, Long> reasons = new EnumMap<>(Reason.class);
    reports.forEach(
        report -> report.reasons().forEach((reason, n) -> reasons.merge(reason, n, Long::sum)));
    return reasons;
  }

  void clear() {
    reports.clear();
    run = 0;
  }

  private void drop(long now) {
    // Reports come nearly in order; one that is out of it stays a little longer.
    while (!reports.isEmpty() && reports.peekFirst().at() <= now - MILLIS) {
      reports.removeFirst();
    }
  }
}
