package dev.backstop.gameday;

import dev.backstop.bench.report.Chart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The report as one page of HTML, its charts in it: nothing is fetched. */
final class DayPage {

  private DayPage() {}

  /**
   * The page.
   *
   * @param when and where, in a sentence
   */
  static String of(GameDay.Outcome outcome, String when) {
    StringBuilder page = new StringBuilder(32_768);
    page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<title>Backstop game day</title><style>")
        .append("body{font:15px/1.5 sans-serif;margin:2em auto;max-width:64em;padding:0 1em}")
        .append("table{border-collapse:collapse;margin:1em 0}th,td{border:1px solid #bbb;")
        .append("padding:.3em .6em;text-align:left;vertical-align:top}.no{background:#fdd}")
        .append("svg{max-width:100%;height:auto}</style></head><body>\n");
    page.append("<h1>Game day</h1>\n");
    line(page, when);
    line(page, verdict(outcome));
    summary(page, outcome.exercises());
    chart(page, decidedBy(outcome.exercises()));
    chart(page, times(outcome.exercises()));
    requests(page, outcome);
    outcome.exercises().forEach(exercise -> detail(page, exercise));
    return page.append("</body></html>\n").toString();
  }

  /** The day in a sentence. */
  static String verdict(GameDay.Outcome outcome) {
    long passed = outcome.exercises().stream().filter(Exercise::passed).count();
    return passed
        + " of "
        + outcome.exercises().size()
        + " exercises passed; "
        + outcome.requests()
        + " real requests, "
        + outcome.lost()
        + " lost"
        + (outcome.trouble().isEmpty() ? "." : ", " + outcome.trouble().size() + " in trouble.");
  }

  private static void summary(StringBuilder page, List<Exercise> exercises) {
    page.append("<table><tr>");
    for (String head :
        List.of("exercise", "passed", "sent", "lost", "detected", "recovered", "decided during")) {
      page.append("<th>").append(head).append("</th>");
    }
    page.append("</tr>\n");
    for (Exercise one : exercises) {
      page.append(one.passed() ? "<tr>" : "<tr class=\"no\">");
      cell(page, one.name());
      cell(page, one.passed() ? "yes" : "NO");
      cell(page, Integer.toString(one.sent()));
      cell(page, Integer.toString(one.lost()));
      cell(page, millis(one.detectedMillis()));
      cell(page, millis(one.recoveredMillis()));
      cell(page, mix(one.byTier().getOrDefault("DURING", Map.of())));
      page.append("</tr>\n");
    }
    page.append("</table>\n");
  }

  private static void detail(StringBuilder page, Exercise one) {
    page.append("<h2>").append(escaped(one.name())).append("</h2>\n");
    line(page, one.expected());
    page.append("<table><tr><th>check</th><th>held</th><th>found</th></tr>\n");
    for (Exercise.Check check : one.checks()) {
      page.append(check.held() ? "<tr>" : "<tr class=\"no\">");
      cell(page, check.name());
      cell(page, check.held() ? "yes" : "NO");
      cell(page, check.told());
      page.append("</tr>\n");
    }
    page.append("</table>\n");
    for (String phase : List.of("BEFORE", "DURING", "AFTER")) {
      line(
          page,
          phase.toLowerCase(Locale.ROOT) + ": " + mix(one.byTier().getOrDefault(phase, Map.of())));
    }
    figures(page, one.figures());
  }

  private static void figures(StringBuilder page, Map<String, Double> figures) {
    if (figures.isEmpty()) {
      return;
    }
    page.append("<table><tr><th>figure</th><th>value</th></tr>\n");
    figures.forEach(
        (name, value) -> {
          page.append("<tr>");
          cell(page, name);
          cell(
              page, String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.4f", value));
          page.append("</tr>\n");
        });
    page.append("</table>\n");
  }

  private static void requests(StringBuilder page, GameDay.Outcome outcome) {
    page.append("<h2>Real requests meanwhile</h2>\n");
    List<Long> millis = outcome.ended().stream().map(Ended::millis).sorted().toList();
    if (!millis.isEmpty()) {
      line(
          page,
          "From sending to reading the decision, outages included: half within "
              + at(millis, .5)
              + " ms, 95 % within "
              + at(millis, .95)
              + " ms, 99 % within "
              + at(millis, .99)
              + " ms.");
    }
    outcome.trouble().stream().limit(10).forEach(one -> line(page, "Trouble: " + one));
  }

  /** Which tier decided while something was wrong. */
  private static Chart decidedBy(List<Exercise> exercises) {
    TreeSet<String> tiers = new TreeSet<>();
    exercises.forEach(one -> tiers.addAll(one.byTier().getOrDefault("DURING", Map.of()).keySet()));
    Map<String, List<@Nullable Double>> series = new LinkedHashMap<>();
    for (String tier : tiers) {
      List<@Nullable Double> shares = new ArrayList<>();
      for (Exercise one : exercises) {
        int all =
            one.byTier().getOrDefault("DURING", Map.of()).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        shares.add(all == 0 ? null : 100.0 * one.decisions("DURING", tier) / all);
      }
      series.put(tier, shares);
    }
    return new Chart("decided", "Who decided during the fault", "%", names(exercises), series);
  }

  private static Chart times(List<Exercise> exercises) {
    Map<String, List<@Nullable Double>> series = new LinkedHashMap<>();
    put(series, "first answer by another tier", exercises, Exercise::detectedMillis);
    put(series, "first answer as before, or breaker back", exercises, Exercise::recoveredMillis);
    return new Chart("times", "How long it took", "ms", names(exercises), series);
  }

  /** A series without a single value cannot be drawn. */
  private static void put(
      Map<String, List<@Nullable Double>> series,
      String name,
      List<Exercise> exercises,
      Function<Exercise, @Nullable Long> millis) {
    List<@Nullable Double> values = new ArrayList<>();
    for (Exercise one : exercises) {
      Long value = millis.apply(one);
      values.add(value == null ? null : Double.valueOf(value));
    }
    if (values.stream().anyMatch(Objects::nonNull)) {
      series.put(name, values);
    }
  }

  private static void chart(StringBuilder page, Chart chart) {
    if (!chart.series().isEmpty()) {
      String svg = chart.svg();
      page.append(svg, svg.indexOf("<svg"), svg.length()).append('\n');
    }
  }

  private static List<String> names(List<Exercise> exercises) {
    return exercises.stream().map(Exercise::name).toList();
  }

  private static String millis(@Nullable Long millis) {
    return millis == null ? "" : millis + " ms";
  }

  private static String mix(Map<String, Integer> tiers) {
    List<String> parts = new ArrayList<>();
    tiers.forEach((tier, number) -> parts.add(tier + " " + number));
    return parts.isEmpty() ? "none" : String.join(", ", parts);
  }

  private static long at(List<Long> sorted, double share) {
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
  }

  private static void cell(StringBuilder page, String text) {
    page.append("<td>").append(escaped(text)).append("</td>");
  }

  private static void line(StringBuilder page, String text) {
    page.append("<p>").append(escaped(text)).append("</p>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
