package dev.backstop.gameday;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.backstop.drill.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what {@code backstop drill run --json} has printed, remarks before it included. */
final class DrillOutput {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private DrillOutput() {}

  /** The exercise; one that was not run where there is no JSON. */
  static Exercise read(Scenario scenario, String output) {
    int begin = output.startsWith("{") ? 0 : output.indexOf("\n{") + 1;
    if (begin == 0 && !output.startsWith("{")) {
      return Exercise.notRun(scenario.label(), scenario.expected(), output.strip());
    }
    try {
      return read(scenario, MAPPER.readTree(output.substring(begin)));
    } catch (JsonProcessingException e) {
      return Exercise.notRun(scenario.label(), scenario.expected(), output.strip());
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
        checks);
  }

  private static @Nullable Long number(JsonNode node) {
    return node.isNumber() ? node.asLong() : null;
  }
}
