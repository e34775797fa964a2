package dev.backstop.cli.page;

import static dev.backstop.cli.page.Html.escaped;
import static dev.backstop.cli.page.Html.isolated;

import dev.backstop.simulation.Report;
import java.util.List;
import java.util.Locale;

/**
 * The rows of the tables from which the page's script draws its charts. What a chart shows is a
 * {@code data} element with the figure in full; all other cells are read by people alone.
 */
final class ChartRows {

  private final Simulated simulated;
  private final Report report;

  ChartRows(Simulated simulated) {
    this.simulated = simulated;
    this.report = simulated.report();
  }

  /** A row for each place where requests end. */
  List<List<String>> mix() {
    return simulated.ends().stream().map(this::end).toList();
  }

  private List<String> end(String end) {
    int then = report.before().mix().getOrDefault(end, 0);
    int now = report.after().mix().getOrDefault(end, 0);
    return List.of(
        isolated(end),
        number(then),
        value(simulated.percent(then), "%.1f %%"),
        number(now),
        value(simulated.percent(now), "%.1f %%"),
        signed(now - then));
  }

  List<List<String>> reviews() {
    return List.of(review("then", report.before()), review("now", report.after()));
  }

  private List<String> review(String when, Report.Side side) {
    return List.of(
        when,
        number(side.reviews()),
        String.format(Locale.ROOT, "%.1f %%", simulated.percent(side.reviews())),
        value(simulated.reviewHours(side), "%.1f"),
        number(side.panelQuestions()),
        value(simulated.panelHours(side), "%.1f"));
  }

  List<List<String>> accuracy() {
    return List.of(rightness("then", report.before()), rightness("now", report.after()));
  }

  private static List<String> rightness(String when, Report.Side side) {
    return List.of(
        when,
        number(side.right()),
        number(side.known()),
        side.known() == 0
            ? "not known"
            : value(Simulated.percent(side.right(), side.known()), "%.1f %%"),
        number(side.audited().right()),
        number(side.audited().of()),
        side.audited().share() == null
            ? "not known"
            : value(100 * side.audited().share(), "%.1f %%"));
  }

  List<List<String>> latency() {
    return List.of(times("then", report.before()), times("now", report.after()));
  }

  private static List<String> times(String when, Report.Side side) {
    return List.of(
        when,
        value(side.p50LatencyMicros() / 1e3, "%.2f ms"),
        value(side.p99LatencyMicros() / 1e3, "%.2f ms"));
  }

  /** A figure that a chart shows. */
  private static String value(double figure, String format) {
    return "<data value=\""
        + String.format(Locale.ROOT, "%.4f", figure)
        + "\">"
        + escaped(String.format(Locale.ROOT, format, figure))
        + "</data>";
  }

  static String number(int count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String signed(int difference) {
    return difference == 0 ? "0" : (difference > 0 ? "+" : "−") + number(Math.abs(difference));
  }
}
