package dev.backstop.cli.page;

import dev.backstop.simulation.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  /** What people spend on reviews that requests wait for. */
  public double reviewHours(Report.Side side) {
    return side.answers() * reviewMinutes / 60;
  }

  /** What people spend on questions of the audit panel beside decisions. */
  public double panelHours(Report.Side side) {
    return side.panelQuestions() * reviewMinutes / 60;
  }

  /** What people spend in all. */
  public double hours(Report.Side side) {
    return reviewHours(side) + panelHours(side);
  }

  /** Of the requests that can be told, in percent. */
  public double percent(int count) {
    return percent(count, report.known());
  }

  /** Requests that end elsewhere or otherwise. */
  public int changed() {
    return report.changes().stream().mapToInt(Report.Change::requests).sum();
  }

  /** Right answers by the labels that were given, in words. */
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

  /** Right answers that no person gave, by the audit panel, in words. */
  public static String audited(Report.Side side) {
    Report.Audited audited = side.audited();
    return audited.share() == null
        ? "not known"
        : String.format(
            Locale.ROOT,
            "%d of %d (%.1f %% of all such answers)",
            audited.right(),
            audited.of(),
            100 * audited.share());
  }

  private static String inWords(Report.Bounds bounds) {
    return String.format(
        Locale.ROOT, "%.1f to %.1f %% with 95 %%", 100 * bounds.least(), 100 * bounds.most());
  }

  /** Whether labels were given for any of the requests. */
  public boolean byLabels() {
    return report.before().known() + report.after().known() > 0;
  }

  /** Whether any answer is held against the audit panel. */
  public boolean byPanel() {
    return report.before().audited().of() + report.after().audited().of() > 0;
  }

  /** What is said of the requests that people answered then and would not be asked about now. */
  public String unasked() {
    return String.format(
        Locale.ROOT,
        "%,d requests that people answered then would be answered without one now, %,d of them alike; people are asked about the hard ones, so this says nothing of the others",
        report.unasked().requests(),
        report.unasked().same());
  }

  /** What is to be known of the panel, as sentences. */
  public List<String> panelNotes() {
    List<String> notes = new ArrayList<>();
    bounds(notes, report.before(), "then");
    bounds(notes, report.after(), "now");
    int unanswered =
        Math.max(report.before().audited().unanswered(), report.after().audited().unanswered());
    if (unanswered > 0) {
      notes.add("panel questions that nobody answered in time, counted as wrong: " + unanswered);
    }
    int open = Math.max(report.before().audited().open(), report.after().audited().open());
    if (open > 0) {
      notes.add(
          "panel questions still open, counted in the bounds alone, as if all told against it and as if all told for it: "
              + open);
    }
    if (report.panel().unheld() > 0) {
      notes.add(
          "panel questions still open that no answer of a model is held against, counted nowhere: "
              + report.panel().unheld());
    }
    if (report.panel().byOperator()) {
      notes.add(
          "then the panel was drawn at a rate that an operator had set; now is the policy's own rate");
    }
    return notes;
  }

  private static void bounds(List<String> notes, Report.Side side, String when) {
    Report.Bounds bounds = side.audited().bounds();
    if (bounds != null) {
      notes.add(
          "right answers that no person gave, "
              + when
              + ", by the audit panel: from "
              + inWords(bounds));
    }
  }

  static double percent(int count, int of) {
    return 100.0 * count / Math.max(1, of);
  }
}
