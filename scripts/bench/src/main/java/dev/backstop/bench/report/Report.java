package dev.backstop.bench.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backstop.bench.figures.Bar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a run found.
 *
 * @param options what was run, as the reader would have to type it
 */
public record Report(
    Machine machine, String options, long seed, double seconds, List<Findings> findings) {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  public Report {
    findings = List.copyOf(findings);
  }

  public List<Bar> bars() {
    return findings.stream().flatMap(one -> one.bars().stream()).toList();
  }

  public List<Table> tables() {
    return findings.stream().flatMap(one -> one.tables().stream()).toList();
  }

  List<Chart> charts() {
    return findings.stream().flatMap(one -> one.charts().stream()).toList();
  }

  /** For programs. Maps that several experiments have a part of are put together. */
  public String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("seed", seed);
    root.put("options", options);
    root.put("seconds", Math.round(seconds));
    root.set("machine", JSON.valueToTree(machine));
    for (Findings one : findings) {
      ObjectNode part = JSON.valueToTree(one.figures());
      part.properties()
          .forEach(
              field -> {
                if (field.getValue() instanceof ObjectNode more
                    && root.get(field.getKey()) instanceof ObjectNode known) {
                  known.setAll(more);
                } else {
                  root.set(field.getKey(), field.getValue());
                }
              });
    }
    List<Map<String, String>> bars = new ArrayList<>();
    for (Bar bar : bars()) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("name", bar.name());
      fields.put("wanted", bar.wanted());
      fields.put("measured", bar.measured());
      fields.put("verdict", bar.verdict().name());
      bars.add(fields);
    }
    root.set("bars", JSON.valueToTree(bars));
    try {
      return JSON.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures can be written as JSON", e);
    }
  }

  public void write(Path file) throws IOException {
    Files.writeString(file, json());
  }
}
