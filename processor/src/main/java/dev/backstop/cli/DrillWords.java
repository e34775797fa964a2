package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.drill.DrillPlan.Phase;
import dev.backstop.drill.DrillReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is said of a drill: in sentences, as JSON, and as details of its audit event. */
final class DrillWords {

  static final String PASSED = "passed";
  static final String FAILED = "failed";

  private DrillWords() {}

  static String sentence(DrillReport report) {
    return "drill "
        + report.scenario().label()
        + " of domain "
        + report.domain()
        + " has "
        + result(report)
        + (report.passed()
            ? ""
            : ": "
                + report.broken().stream()
                    .map(check -> check.name() + " (" + check.told() + ')')
                    .collect(Collectors.joining(", ")));
  }

  static List<String> lines(DrillReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(sentence(report) + "; run " + report.run());
    lines.add("what goes wrong: " + report.scenario().wrong() + " At " + tiers(report) + '.');
    lines.add("what should happen: " + report.scenario().expected());
    Table checks = new Table("CHECK", "HELD", "FOUND");
    report
        .checks()
        .forEach(check -> checks.row(check.name(), check.held() ? "yes" : "NO", check.told()));
    lines.addAll(checks.lines());
    Table tiers = new Table("DECIDED BY", "BEFORE", "DURING", "AFTER");
    for (String tier : report.deciders()) {
      tiers.row(
          tier,
          Integer.toString(report.decisions(Phase.BEFORE, tier)),
          Integer.toString(report.decisions(Phase.DURING, tier)),
          Integer.toString(report.decisions(Phase.AFTER, tier)));
    }
    lines.addAll(tiers.lines());
    lines.add("first answer by another tier: " + after(report.detected()));
    lines.add("first answer as before, once the fault was over: " + after(report.recovered()));
    lines.add("sent " + report.sent() + ", lost " + report.lost());
    return lines;
  }

  static Map<String, Object> json(DrillReport report) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("run", report.run());
    told.put("scenario", report.scenario().label());
    told.put("domain", report.domain());
    told.put("tiers", report.tiers());
    told.put("by", report.by());
    told.put("startedAt", report.startedAt());
    told.put("passed", report.passed());
    told.put("sent", report.sent());
    told.put("lost", report.lost());
    told.put("detectedMillis", millis(report.detected()));
    told.put("recoveredMillis", millis(report.recovered()));
    told.put("answeredAsBefore", report.asBefore());
    told.put("decisions", report.byTier());
    told.put("checks", report.checks());
    return told;
  }

  /** What the audit event of a run keeps. */
  static Map<String, String> details(DrillReport report) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("run", report.run());
    details.put("scenario", report.scenario().label());
    details.put("domain", report.domain());
    details.put("tiers", String.join(",", report.tiers()));
    details.put("startedAt", report.startedAt().toString());
    details.put("result", result(report));
    details.put("sent", Integer.toString(report.sent()));
    details.put("lost", Integer.toString(report.lost()));
    Long detected = millis(report.detected());
    if (detected != null) {
      details.put("detectedMillis", detected.toString());
    }
    Long recovered = millis(report.recovered());
    if (recovered != null) {
      details.put("recoveredMillis", recovered.toString());
    }
    details.put("answeredAsBefore", Integer.toString(report.asBefore()));
    report
        .byTier()
        .forEach(
            (phase, tiers) ->
                tiers.forEach(
                    (tier, number) ->
                        details.put(
                            "decisions." + phase.name().toLowerCase(Locale.ROOT) + '.' + tier,
                            number.toString())));
    report
        .checks()
        .forEach(
            check ->
                details.put(
                    "check." + check.name(),
                    (check.held() ? "held: " : "BROKEN: ") + check.told()));
    return details;
  }

  private static String result(DrillReport report) {
    return report.passed() ? PASSED : FAILED;
  }

  private static String tiers(DrillReport report) {
    return String.join(", ", report.tiers());
  }

  private static String after(@Nullable Duration span) {
    return span == null ? "none" : "after " + span.toMillis() + " ms";
  }

  private static @Nullable Long millis(@Nullable Duration span) {
    return span == null ? null : span.toMillis();
  }
}
