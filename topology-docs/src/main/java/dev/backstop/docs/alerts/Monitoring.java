package dev.backstop.docs.alerts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder {@code monitoring}: what is written into it, and what stands in it.
 *
 * <p>{@code planned.txt} names the metrics that rules or dashboards read before the processor gives
 * them; {@code metrics.txt} is the list of all others, for the test against a running processor.
 */
record Monitoring(Path folder) {

  static final String GENERATED_RULES = "slo.rules.yml";

  Objectives objectives() throws IOException {
    Path file = folder.resolve("objectives.yml");
    return Objectives.parse(file.getFileName().toString(), Files.readString(file));
  }

  Path prometheus() {
    return folder.resolve("prometheus");
  }

  List<RuleFile> rules() throws IOException {
    List<RuleFile> files = new ArrayList<>();
    for (Path file : files(prometheus(), ".rules.yml")) {
      files.add(RuleFile.parse(file.getFileName().toString(), Files.readString(file)));
    }
    return files;
  }

  List<Dashboard> dashboards() throws IOException {
    List<Dashboard> dashboards = new ArrayList<>();
    for (Path file : files(folder.resolve("grafana/dashboards"), ".json")) {
      dashboards.add(Dashboard.parse(file.getFileName().toString(), Files.readString(file)));
    }
    return dashboards;
  }

  /** Metrics that are not there yet. Lines that begin with {@code #} say why. */
  Set<String> planned() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("planned.txt"))) {
      return lines
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** The processor's metrics that rules and dashboards read, each with its labels and buckets. */
  Map<String, Set<String>> metrics() throws IOException {
    List<String> expressions = new ArrayList<>();
    rules().forEach(file -> file.rules().forEach(rule -> expressions.add(rule.expression())));
    dashboards().forEach(dashboard -> expressions.addAll(dashboard.expressions()));
    Map<String, Set<String>> metrics = new TreeMap<>();
    for (String expression : expressions) {
      Promql.metrics(expression)
          .forEach(
              (metric, labels) ->
                  metrics.computeIfAbsent(metric, name -> new TreeSet<>()).addAll(labels));
    }
    return metrics;
  }

  /** The text of {@code metrics.txt}: a line a metric, then its labels and buckets. */
  String watched() throws IOException {
    Set<String> planned = planned();
    return metrics().entrySet().stream()
        .filter(metric -> !planned.contains(metric.getKey()))
        .map(metric -> (metric.getKey() + ' ' + String.join(" ", metric.getValue())).strip() + '\n')
        .collect(Collectors.joining());
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
