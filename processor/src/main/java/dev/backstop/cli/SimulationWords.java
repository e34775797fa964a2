package dev.backstop.cli;

import dev.backstop.cli.page.Simulated;
import dev.backstop.cli.story.Table;
import dev.backstop.simulation.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A simulation as a terminal and as a program get it. */
final class SimulationWords {

  private static final int MOST_CHANGES = 15;

  private SimulationWords() {}

  static List<String> lines(Simulated simulated) {
    Report report = simulated.report();
    List<String> lines = new ArrayList<>();
    lines.add(
        report.requests()
            + " requests under "
            + simulated.policy()
            + "; "
            + report.known()
            + " of them can be told");
    report
        .unknown()
        .forEach(
            (tier, count) ->
                lines.add(
                    "- " + count + " would be asked at '" + tier + "', which was not asked then"));
    if (simulated.withoutRequest() > 0) {
      lines.add(
          "- "
              + simulated.withoutRequest()
              + " decisions are younger than the span, their requests older");
    }
    if (report.otherDomains() > 0) {
      lines.add("- " + report.otherDomains() + " are of other domains");
    }
    lines.add("");
    lines.addAll(mix(simulated).lines());
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "reviews: %d then, %d now (%.1f and %.1f person-hours)",
            report.before().reviews(),
            report.after().reviews(),
            simulated.hours(report.before()),
            simulated.hours(report.after())));
    lines.add(
        "right answers: "
            + Simulated.right(report.before())
            + " then, "
            + Simulated.right(report.after())
            + " now");
    lines.add(
        "time in models, median and 99th percentile: "
            + latency(report.before())
            + " then, "
            + latency(report.after())
            + " now");
    if (report.costs().requests() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "expected cost of mistakes and reviews, of %d requests: %.2f then, %.2f now",
              report.costs().requests(),
              report.costs().before(),
              report.costs().after()));
    }
    lines.addAll(changes(report));
    return lines;
  }

  private static List<String> changes(Report report) {
    if (report.changes().isEmpty()) {
      return List.of("no request ends otherwise");
    }
    Table table = new Table("REQUESTS", "FROM", "TO", "BY", "SUCH AS");
    report.changes().stream()
        .limit(MOST_CHANGES)
        .forEach(
            change ->
                table.row(
                    Integer.toString(change.requests()),
                    end(change.kind().from(), change.kind().labelBefore()),
                    end(change.kind().to(), change.kind().labelAfter()),
                    change.kind().path(),
                    String.join(" ", change.examples())));
    List<String> lines = new ArrayList<>(List.of(""));
    lines.addAll(table.lines());
    if (report.changes().size() > MOST_CHANGES) {
      lines.add("and " + (report.changes().size() - MOST_CHANGES) + " rarer ones; --json has all");
    }
    return lines;
  }

  private static Table mix(Simulated simulated) {
    Report report = simulated.report();
    Table table = new Table("ENDS AT", "THEN", "NOW");
    for (String end : simulated.ends()) {
      table.row(end, share(simulated, report.before(), end), share(simulated, report.after(), end));
    }
    return table;
  }

  private static String share(Simulated simulated, Report.Side side, String end) {
    int count = side.mix().getOrDefault(end, 0);
    return String.format(Locale.ROOT, "%d (%.1f %%)", count, simulated.percent(count));
  }

  private static String latency(Report.Side side) {
    return String.format(
        Locale.ROOT, "%.1f/%.1f ms", side.p50LatencyMicros() / 1e3, side.p99LatencyMicros() / 1e3);
  }

  private static String end(String at, @Nullable String label) {
    return at + (label == null ? "" : " (" + label + ')');
  }

  static Map<String, Object> json(Simulated simulated) {
    Report report = simulated.report();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("policy", simulated.policy());
    told.put("requests", report.requests());
    told.put("known", report.known());
    told.put("unknown", report.unknown());
    told.put("otherDomains", report.otherDomains());
    told.put("withoutRequest", simulated.withoutRequest());
    told.put("before", report.before());
    told.put("after", report.after());
    told.put("reviewHoursBefore", simulated.hours(report.before()));
    told.put("reviewHoursAfter", simulated.hours(report.after()));
    told.put("costs", report.costs());
    told.put("changes", report.changes());
    return told;
  }
}
