package dev.backstop.cli.page;

import dev.backstop.simulation.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.TreeSet;

/**
 * A simulation with what it was made from.
 *
 * @param policy the candidate
 * @param since how far back it went
 * @param at when
 * @param withoutRequest decisions whose requests are older than the span
 * @param reviewMinutes what a review takes each person who is asked
 */
public record Simulated(
    String policy,
    String domain,
    Duration since,
    Instant at,
    int withoutRequest,
    double reviewMinutes,
    Report report) {

  /** Where requests end, then or now, in a fixed order. */
  public TreeSet<String> ends() {
    TreeSet<String> ends = new TreeSet<>(report.before().mix().keySet());
    ends.addAll(report.after().mix().keySet());
    return ends;
  }

  /** What people spend on reviews. */
  public double hours(Report.Side side) {
    return side.answers() * reviewMinutes / 60;
  }

  /** Of the requests that can be told, in percent. */
  public double percent(int count) {
    return percent(count, report.known());
  }

  /** Requests that end elsewhere or otherwise. */
  public int changed() {
    return report.changes().stream().mapToInt(Report.Change::requests).sum();
  }

  /** Right answers in words. */
  public static String right(Report.Side side) {
    return side.known() == 0
        ? "not known"
        : String.format(
            Locale.ROOT,
            "%d of %d (%.1f %%)",
            side.right(),
            side.known(),
            percent(side.right(), side.known()));
  }

  static double percent(int count, int of) {
    return 100.0 * count / Math.max(1, of);
  }
}
