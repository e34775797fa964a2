package dev.backstop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backstop.cli.page.Chart;
import dev.backstop.domain.PolicyRef;
import dev.backstop.incident.Incident;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Meters of a time from a Prometheus.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries">range
 *     queries</a>
 */
final class PrometheusCharts {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Points of a line; Prometheus gives no more than 11,000. */
  private static final int POINTS = 200;

  private static final Duration SHORTEST_STEP = Duration.ofSeconds(5);

  private record Wanted(String title, String unit, String query) {}

  private final URI base;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  PrometheusCharts(URI base) {
    this.base = base;
  }

  /**
   * The charts of an incident.
   *
   * @throws IOException if it does not answer, or not with meters
   */
  List<Chart> of(Incident incident, Instant from, Instant to, Chart.Marked marked)
      throws IOException, InterruptedException {
    List<Chart> charts = new ArrayList<>();
    for (Wanted wanted : wanted(incident)) {
      charts.add(
          new Chart(wanted.title(), wanted.unit(), marked, series(wanted.query(), from, to)));
    }
    return charts;
  }

  private static List<Wanted> wanted(Incident incident) {
    String domain = "{domain=" + quoted(incident.domain()) + '}';
    // Decisions are counted by the policy's name, which is the domain's alone.
    String policies =
        "policy=~"
            + quoted(
                incident.policies().stream()
                    .map(PolicyRef::name)
                    .distinct()
                    .map(PrometheusCharts::literally)
                    .collect(Collectors.joining("|")));
    return List.of(
        new Wanted(
            "Degradation level", "", "max by (domain) (backstop_degradation_level" + domain + ')'),
        new Wanted(
            "Decisions by tier",
            "a second",
            "sum by (tier) (rate(backstop_decisions_total{" + policies + "}[1m]))"),
        new Wanted(
            "Decisions by reason",
            "a second",
            "sum by (reason) (rate(backstop_decisions_total{" + policies + "}[1m]))"),
        new Wanted(
            "Share of degraded decisions",
            "",
            "sum(rate(backstop_decisions_total{"
                + policies
                + ",degraded=\"true\"}[1m])) / sum(rate(backstop_decisions_total{"
                + policies
                + "}[1m]))"),
        new Wanted(
            "Breakers that are closed, by model; 1 is closed",
            "",
            "max by (model, segment) (backstop_breaker_state{state=\"closed\"})"),
        new Wanted(
            "Time to the decision, 99th percentile of all domains",
            "s",
            "histogram_quantile(0.99, sum by (le)"
                + " (rate(backstop_decision_latency_seconds_bucket[1m])))"),
        new Wanted("Requests that wait for a person, of all domains", "", "sum(backstop_pending)"));
  }

  private List<Chart.Series> series(String query, Instant from, Instant to)
      throws IOException, InterruptedException {
    long step =
        Math.max(SHORTEST_STEP.toSeconds(), Duration.between(from, to).toSeconds() / POINTS);
    String path =
        "/api/v1/query_range?query="
            + URLEncoder.encode(query, StandardCharsets.UTF_8)
            + "&start="
            + seconds(from)
            + "&end="
            + seconds(to)
            + "&step="
            + step;
    String whole = base.toString();
    HttpRequest request;
    try {
      request =
          HttpRequest.newBuilder(
                  URI.create(
                      (whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole)
                          + path))
              .timeout(PATIENCE)
              .build();
    } catch (IllegalArgumentException e) {
      throw new IOException("it is no address of a server", e);
    }
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("status " + response.statusCode());
    }
    return parse(response.body());
  }

  /** The lines of an answer; a value that is no number is a gap. */
  static List<Chart.Series> parse(String body) throws IOException {
    JsonNode answer = Json.MAPPER.readTree(body);
    if (!answer.path("status").asText().equals("success")) {
      throw new IOException("it is no Prometheus");
    }
    List<Chart.Series> lines = new ArrayList<>();
    for (JsonNode result : answer.path("data").path("result")) {
      StringJoiner name = new StringJoiner(", ");
      result.path("metric").properties().forEach(tag -> name.add(tag.getValue().asText()));
      List<Chart.Point> points = new ArrayList<>();
      for (JsonNode value : result.path("values")) {
        points.add(
            new Chart.Point(
                Instant.ofEpochMilli(Math.round(value.path(0).asDouble() * 1e3)),
                number(value.path(1).asText())));
      }
      lines.add(new Chart.Series(name.length() == 0 ? "all" : name.toString(), points));
    }
    return lines;
  }

  private static double number(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static String seconds(Instant at) {
    return at.getEpochSecond()
        + "."
        + String.format(Locale.ROOT, "%03d", at.toEpochMilli() % 1_000);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** As it is, inside of a regular expression (RE2). */
  private static String literally(String text) {
    return text.replaceAll("[^A-Za-z0-9_ -]", "\\\\$0");
  }
}
