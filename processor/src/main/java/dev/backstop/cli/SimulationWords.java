package dev.backstop.cli;

import dev.backstop.cli.page.Simulated;
import dev.backstop.cli.story.Table;
import dev.backstop.simulation.Moved;
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
    lines.addAll(people(simulated));
    lines.addAll(accuracy(simulated));
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

  /** What people have to do. */
  private static List<String> people(Simulated simulated) {
    Report.Side before = simulated.report().before();
    Report.Side after = simulated.report().after();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "reviews: %d then, %d now (%.1f and %.1f person-hours)",
            before.reviews(),
            after.reviews(),
            simulated.reviewHours(before),
            simulated.reviewHours(after)));
    if (before.panelQuestions() + after.panelQuestions() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "questions of the audit panel beside decisions: %d then, %d now (%.1f and %.1f person-hours)",
              before.panelQuestions(),
              after.panelQuestions(),
              simulated.panelHours(before),
              simulated.panelHours(after)));
    }
    return lines;
  }

  /** How many answers are right, by whatever tells it. */
  private static List<String> accuracy(Simulated simulated) {
    Report report = simulated.report();
    List<String> lines = new ArrayList<>();
    if (simulated.byLabels()) {
      lines.add(
          "right answers by the labels given: "
              + thenAndNow(Simulated.right(report.before()), Simulated.right(report.after())));
    }
    if (simulated.byPanel()) {
      lines.add(
          "right answers that no person gave, by the audit panel: "
              + thenAndNow(Simulated.audited(report.before()), Simulated.audited(report.after())));
    }
    if (lines.isEmpty()) {
      lines.add("right answers: not known; neither labels nor answers of an audit panel are there");
    }
    simulated.panelNotes().forEach(note -> lines.add("- " + note));
    if (report.unasked().requests() > 0) {
      lines.add("- " + simulated.unasked());
    }
    return lines;
  }

  private static String thenAndNow(String then, String now) {
    return then + " then, " + now + " now";
  }

  private static List<String> changes(Report report) {
    if (report.changes().isEmpty()) {
      return List.of("no request ends otherwise");
    }
    Table table = new Table("REQUESTS", "FROM", "BY", "TO", "BY NOW", "SUCH AS");
    report.changes().stream()
        .limit(MOST_CHANGES)
        .forEach(
            change ->
                table.row(
                    Integer.toString(change.requests()),
                    from(change.kind()),
                    change.kind().pathBefore(),
                    to(change.kind()),
                    change.kind().path(),
                    String.join(" ", change.examples())));
    List<String> lines = new ArrayList<>(List.of(""));
    lines.addAll(table.lines());
    if (report.changes().size() > MOST_CHANGES) {
      lines.add("and " + (report.changes().size() - MOST_CHANGES) + " rarer ones; --json has all");
    }
    lines.add("--changes FILE writes each request, and why it ends otherwise");
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

  private static String from(Report.Change.Kind kind) {
    return end(kind.from(), kind.labelBefore(), kind.segmentBefore());
  }

  private static String to(Report.Change.Kind kind) {
    return end(kind.to(), kind.labelAfter(), kind.segment());
  }

  private static String end(String at, @Nullable String label, @Nullable String segment) {
    return at
        + (label == null ? "" : " (" + label + ')')
        + (segment == null ? "" : " in " + segment);
  }

  /** A request that ends otherwise, as a line of JSON. */
  static String line(Moved moved) {
    Report.Change.Kind kind = moved.kind();
    Map<String, @Nullable Object> told = new LinkedHashMap<>();
    told.put("requestId", moved.requestId());
    told.put("from", kind.from());
    told.put("to", kind.to());
    told.put("labelBefore", kind.labelBefore());
    told.put("labelAfter", kind.labelAfter());
    told.put("pathBefore", kind.pathBefore());
    told.put("path", kind.path());
    told.put("segmentBefore", kind.segmentBefore());
    told.put("segment", kind.segment());
    told.put("why", moved.why());
    return Json.line(told);
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
    told.put("reviewHoursBefore", simulated.reviewHours(report.before()));
    told.put("reviewHoursAfter", simulated.reviewHours(report.after()));
    told.put("panelHoursBefore", simulated.panelHours(report.before()));
    told.put("panelHoursAfter", simulated.panelHours(report.after()));
    told.put("panel", report.panel());
    told.put("unasked", report.unasked());
    told.put("costs", report.costs());
    told.put("changes", report.changes());
    return told;
  }
}
