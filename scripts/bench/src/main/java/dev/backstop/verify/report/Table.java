package dev.backstop.verify.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backstop.rig.RigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reports as a Markdown document, one row a seed. */
public final class Table {
  private static final List<String> PROCESS_FAULTS =
      List.of("brokerKill", "instancePause", "connectionCut", "modelDeleted", "policyChange");
  private static final List<String> DEATHS =
      List.of(
          "instanceKill",
          "crashBeforeProduce",
          "crashProduceCommit",
          "crashCommitAcknowledge",
          "crashClaimEmit");
  private static final List<String> MODEL_FAULTS =
      List.of("modelThrows", "modelNan", "modelSlow", "modelHangs");

  private Table() {}

  public static void write(Path file, List<JsonNode> reports) {
    try {
      Files.write(file, of(reports));
    } catch (IOException e) {
      throw new RigException(file + " cannot be written", "give a path that can be written", e);
    }
  }

  static List<String> of(List<JsonNode> reports) {
    List<String> lines = new ArrayList<>();
    lines.add("<!-- Written by scripts/verify; do not edit. -->");
    lines.add("# Verification under faults");
    lines.add("");
    lines.add(
        "Real processes under load: a broker, a registry, two instances with the product's default settings, reviewers as processes. One row a seed. `ends` are kills of an instance and halts at a named point.");
    lines.add("");
    lines.add(
        "| seed | mode | records | ends | broker kills | pauses | cuts | deleted models | policy changes | model faults | reviewer kills | invariants | recovery median / most | settled after | controls |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    reports.forEach(report -> lines.add(row(report)));
    lines.add("");
    lines.add("## Faults that met unfinished work");
    lines.add("");
    lines.add("| kind | " + String.join(" | ", seeds(reports)) + " |");
    lines.add("|---|" + "---|".repeat(reports.size()));
    for (String kind : names(reports, "faults")) {
      lines.add("| " + kind + cells(reports, "faults", kind) + " |");
    }
    lines.add("");
    lines.add("## Invariants");
    lines.add("");
    lines.add("| invariant | " + String.join(" | ", seeds(reports)) + " |");
    lines.add("|---|" + "---|".repeat(reports.size()));
    for (String name : names(reports, "invariants")) {
      lines.add("| " + name + cells(reports, "invariants", name) + " |");
    }
    List<String> controls = names(reports, "negativeControls");
    if (!controls.isEmpty()) {
      lines.add("");
      lines.add("## Negative controls");
      lines.add("");
      lines.add("Each breaks the product on purpose; the checker must see it (red).");
      lines.add("");
      lines.add("| control | " + String.join(" | ", seeds(reports)) + " |");
      lines.add("|---|" + "---|".repeat(reports.size()));
      for (String name : controls) {
        lines.add("| " + name + cells(reports, "negativeControls", name) + " |");
      }
    }
    lines.add("");
    lines.add("Not judged: the audit chain and erasure, which this release does not have.");
    return lines;
  }

  private static String row(JsonNode report) {
    List<String> cells = new ArrayList<>();
    JsonNode faults = report.path("faults");
    cells.add(report.path("seed").asText());
    cells.add(report.path("mode").asText());
    cells.add(report.path("requests").asText());
    cells.add(Integer.toString(sum(faults, DEATHS)));
    PROCESS_FAULTS.forEach(kind -> cells.add(Integer.toString(faults.path(kind).asInt())));
    cells.add(Integer.toString(sum(faults, MODEL_FAULTS)));
    cells.add(Integer.toString(faults.path("reviewerKill").asInt()));
    cells.add(share(report.path("invariants"), "true", "held"));
    JsonNode recovery = report.path("recoverySeconds");
    cells.add(recovery.path("median").asText() + " / " + recovery.path("max").asText() + " s");
    cells.add(report.path("settleSeconds").asText() + " s");
    cells.add(share(report.path("negativeControls"), "red", "red"));
    return "| " + String.join(" | ", cells) + " |";
  }

  private static int sum(JsonNode faults, List<String> kinds) {
    return kinds.stream().mapToInt(kind -> faults.path(kind).asInt()).sum();
  }

  private static String share(JsonNode all, String wanted, String word) {
    int good = 0;
    for (JsonNode one : all) {
      good += one.asText().equals(wanted) ? 1 : 0;
    }
    return all.isEmpty() ? "not run" : good + " of " + all.size() + " " + word;
  }

  private static List<String> seeds(List<JsonNode> reports) {
    return reports.stream().map(report -> report.path("seed").asText()).toList();
  }

  private static List<String> names(List<JsonNode> reports, String field) {
    return reports.stream()
        .flatMap(report -> report.path(field).properties().stream())
        .map(Map.Entry::getKey)
        .distinct()
        .toList();
  }

  private static String cells(List<JsonNode> reports, String field, String name) {
    StringBuilder cells = new StringBuilder();
    for (JsonNode report : reports) {
      String value = report.path(field).path(name).asText("");
      cells
          .append(" | ")
          .append(
              switch (value) {
                case "true" -> "held";
                case "false" -> "BROKEN";
                case "green" -> "GREEN";
                default -> value;
              });
    }
    return cells.toString();
  }
}
