package dev.backstop.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The figures and promises as JSON. A figure of nothing is null. */
final class Report {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Report() {}

  static ObjectNode of(Summary summary, List<Promise> promises, long seed, double seconds) {
    ObjectNode report = JSON.createObjectNode();
    report.put("requests", summary.requests());
    report.put("final", summary.terminal());
    report.put("rejected", summary.rejected());
    report.put("provisional", summary.provisional());
    report.put("pending", summary.pending());
    report.put("deadLettered", summary.deadLettered());
    report.put("duplicates", summary.duplicates());
    counts(report.putObject("byTier"), summary.byTier());
    counts(report.putObject("byReason"), summary.byReason());
    put(report, "sharePeople", summary.people().value());
    put(report, "robotErrorRate", summary.mistakes().value());
    accuracy(report.putObject("accuracy"), summary.accuracy());
    ObjectNode latency = report.putObject("latencyMs");
    latency(latency, summary.latency());
    latency(latency.putObject("withPeople"), summary.latencyWithPeople());
    ObjectNode judged = report.putObject("promises");
    promises.forEach(promise -> judged.put(promise.name(), promise.held()));
    ObjectNode broken = report.putObject("broken");
    promises.stream()
        .filter(promise -> !promise.held())
        .forEach(
            promise -> {
              var flaws = broken.putArray(promise.name());
              promise.broken().forEach(flaws::add);
            });
    report.put("seed", seed);
    report.put("seconds", Math.round(seconds * 10) / 10.0);
    return report;
  }

  /**
   * Writes a report.
   *
   * @throws DemoException when the file cannot be written
   */
  static void write(Path file, ObjectNode report) {
    try {
      Files.writeString(file, JSON.writeValueAsString(report) + "\n");
    } catch (IOException e) {
      throw new DemoException(
          "the report " + file + " cannot be written", "give a path that can be written", e);
    }
  }

  private static void accuracy(ObjectNode into, Accuracy accuracy) {
    put(into, "overall", accuracy.overall().value());
    put(into, "primaryAlone", accuracy.primaryAlone().value());
    into.put("primaryAloneOver", accuracy.primaryAlone().of());
    put(into, "overallWherePrimaryAnswered", accuracy.overallWherePrimaryAnswered().value());
    ObjectNode byTier = into.putObject("byTier");
    accuracy.byTier().forEach((tier, ratio) -> put(byTier, tier, ratio.value()));
  }

  private static void latency(ObjectNode into, Percentiles latency) {
    latency.p50().ifPresentOrElse(value -> into.put("p50", value), () -> into.putNull("p50"));
    latency.p99().ifPresentOrElse(value -> into.put("p99", value), () -> into.putNull("p99"));
    into.put("count", latency.count());
  }

  private static void counts(ObjectNode into, Map<String, Long> counts) {
    counts.forEach(into::put);
  }

  private static void put(ObjectNode into, String name, Optional<Double> value) {
    value.ifPresentOrElse(number -> into.put(name, number), () -> into.putNull(name));
  }
}
