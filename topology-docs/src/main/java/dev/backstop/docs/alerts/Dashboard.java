package dev.backstop.docs.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** A dashboard of Grafana, in its JSON. */
record Dashboard(String file, JsonNode json) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Dashboard parse(String file, String text) {
    try {
      return new Dashboard(file, JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Its panels without the rows that only part them. */
  List<JsonNode> panels() {
    List<JsonNode> panels = new ArrayList<>();
    json.path("panels").forEach(panels::add);
    return panels.stream().filter(panel -> !panel.path("type").asText().equals("row")).toList();
  }

  /** What it asks Prometheus, for its panels, variables and annotations. */
  List<String> expressions() {
    List<String> found = new ArrayList<>();
    json.findValues("expr").forEach(expression -> found.add(expression.asText()));
    for (JsonNode variable : json.path("templating").path("list")) {
      if (variable.path("type").asText().equals("query")) {
        found.add(variable.path("definition").asText());
      }
    }
    return found;
  }
}
