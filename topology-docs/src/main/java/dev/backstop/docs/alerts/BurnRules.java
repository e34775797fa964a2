package dev.backstop.docs.alerts;

import dev.backstop.docs.alerts.Burn.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes Prometheus' rules of the objectives: for each window the share of bad events, then one
 * alert that pages and one that opens a ticket.
 *
 * <p>A good share without series counts as none, so that a total outage from the start is seen; no
 * events at all have no share, and alert nobody here.
 */
final class BurnRules {

  private static final String HEAD =
      "# Generated from objectives.yml by topology-docs; do not edit.\ngroups:\n";

  private BurnRules() {}

  static String of(Objectives objectives) {
    return HEAD + objectives.all().stream().map(BurnRules::group).collect(Collectors.joining());
  }

  private static String group(Objective objective) {
    StringBuilder text = new StringBuilder();
    text.append("  - name: backstop-").append(objective.name()).append('\n');
    text.append("    rules:\n");
    text.append("      - record: backstop:").append(objective.metric()).append(":error_budget\n");
    text.append("        expr: vector(")
        .append(Promql.number(objective.errorBudget()))
        .append(")\n");
    windows().forEach(window -> text.append(recording(objective, window)));
    text.append(alert(objective, Severity.PAGE, "Fast"));
    text.append(alert(objective, Severity.TICKET, "Slowly"));
    return text.toString();
  }

  private static List<Duration> windows() {
    return List.copyOf(
        Burn.ALL.stream()
            .flatMap(burn -> Stream.of(burn.longWindow(), burn.shortWindow()))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static String recording(Objective objective, Duration window) {
    return "      - record: "
        + series(objective, window)
        + "\n        expr: |\n"
        + indented("1 - (")
        + indented("  (" + in(window, objective.good()) + ")")
        + indented("  or vector(0)")
        + indented(") / (")
        + indented("  " + in(window, objective.total()))
        + indented(")");
  }

  private static String alert(Objective objective, Severity severity, String speed) {
    String expression =
        Burn.of(severity).stream()
            .map(burn -> condition(objective, burn))
            .collect(Collectors.joining("or\n"));
    return "      - alert: Backstop"
        + objective.camelCase()
        + "BurnsBudget"
        + speed
        + "\n        expr: |\n"
        + expression.lines().map(BurnRules::indented).collect(Collectors.joining())
        + "        labels:\n          severity: "
        + severity.label()
        + "\n          objective: "
        + objective.name()
        + "\n        annotations:\n          summary: "
        + quoted(summary(objective, severity))
        + "\n          description: "
        + quoted(description(objective, severity))
        + "\n          runbook_url: "
        + Runbooks.url(objective.name())
        + "\n";
  }

  private static String condition(Objective objective, Burn burn) {
    String limit =
        Promql.number(burn.factor(objective.period()))
            + " * "
            + Promql.number(objective.errorBudget());
    String evidence =
        objective
            .evidence()
            .map(
                needed ->
                    "  and "
                        + in(burn.longWindow(), needed.count())
                        + " >= "
                        + Promql.number(needed.least())
                        + "\n")
            .orElse("");
    return "(\n  "
        + series(objective, burn.longWindow())
        + " > "
        + limit
        + "\n  and "
        + series(objective, burn.shortWindow())
        + " > "
        + limit
        + "\n"
        + evidence
        + ")\n";
  }

  private static String summary(Objective objective, Severity severity) {
    return "The error budget of "
        + objective.name()
        + " burns "
        + (severity == Severity.PAGE ? "fast: " : "slowly: ")
        + objective.description();
  }

  private static String description(Objective objective, Severity severity) {
    String shares =
        Burn.of(severity).stream()
            .map(
                burn ->
                    String.format(
                        Locale.ROOT,
                        "%s %% within %s",
                        Promql.number(burn.budgetShare() * 100),
                        Promql.duration(burn.longWindow())))
            .collect(Collectors.joining(", or "));
    return "{{ $value | humanizePercentage }} are bad where "
        + Promql.number(objective.errorBudget() * 100)
        + " % are allowed for over "
        + Promql.duration(objective.period())
        + ". At this rate the period's error budget loses "
        + shares
        + ".";
  }

  private static String series(Objective objective, Duration window) {
    return "backstop:" + objective.metric() + ":bad_share_" + Promql.duration(window);
  }

  private static String in(Duration window, String expression) {
    return expression.replace(Objective.WINDOW, Promql.duration(window)).replaceAll("\\s+", " ");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String indented(String line) {
    return "          " + line + "\n";
  }
}
