package dev.backstop.gameday;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.backstop.drill.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what {@code backstop drill schedule --json} has printed, with the remarks between. */
final class DrillOutput {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private DrillOutput() {}

  /** The exercises in their order; one that was not run where nothing was printed of it. */
  static List<Exercise> read(List<Scenario> scenarios, String output) {
    Map<String, JsonNode> reports = reports(output);
    List<Exercise> exercises = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      JsonNode report = reports.get(scenario.label());
      exercises.add(
          report == null
              ? Exercise.notRun(scenario.label(), scenario.expected(), about(scenario, output))
              : read(scenario, report));
    }
    return exercises;
  }

  /** The remarks about one; all of them if none names it. */
  private static String about(Scenario scenario, String output) {
    String named =
        output
            .lines()
            .filter(line -> line.contains(scenario.label()))
            .collect(Collectors.joining("\n"));
    return named.isEmpty() ? output.strip() : named;
  }

  /** By scenario. A report begins with a line of a brace, and ends with one. */
  private static Map<String, JsonNode> reports(String output) {
    Map<String, JsonNode> reports = new HashMap<>();
    StringBuilder report = new StringBuilder();
    for (String line : output.lines().toList()) {
      if (line.equals("{")) {
        report.setLength(0);
      }
      report.append(line).append('\n');
      if (line.equals("}")) {
        take(report.toString(), reports);
        report.setLength(0);
      }
    }
    return reports;
  }

  private static void take(String text, Map<String, JsonNode> reports) {
    try {
      JsonNode report = MAPPER.readTree(text);
      reports.put(report.path("scenario").asText(), report);
    } catch (JsonProcessingException e) {
      // What is no report is a remark: its drill counts as not run.
    }
  }

  private static Exercise read(Scenario scenario, JsonNode report) {
    Map<String, Map<String, Integer>> byTier = new TreeMap<>();
    for (Map.Entry<String, JsonNode> phase : report.path("decisions").properties()) {
      Map<String, Integer> tiers = new TreeMap<>();
      phase
          .getValue()
          .properties()
          .forEach(tier -> tiers.put(tier.getKey(), tier.getValue().asInt()));
      byTier.put(phase.getKey(), tiers);
    }
    List<Exercise.Check> checks = new ArrayList<>();
    report
        .path("checks")
        .forEach(
            check ->
                checks.add(
                    new Exercise.Check(
                        check.path("name").asText(),
                        check.path("held").asBoolean(),
                        check.path("told").asText())));
    return new Exercise(
        scenario.label(),
        scenario.expected(),
        report.path("sent").asInt(),
        report.path("lost").asInt(),
        number(report.path("detectedMillis")),
        number(report.path("recoveredMillis")),
        byTier,
        checks,
        Map.of());
  }

  private static @Nullable Long number(JsonNode node) {
    return node.isNumber() ? node.asLong() : null;
  }
}
