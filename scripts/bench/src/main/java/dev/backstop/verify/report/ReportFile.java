package dev.backstop.verify.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backstop.rig.RigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Findings as JSON. */
public final class ReportFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** As many as help; the count tells the rest. */
  private static final int EVIDENCE = 20;

  private ReportFile() {}

  public static void write(Path file, Findings findings) {
    try {
      Files.writeString(file, JSON.writeValueAsString(json(findings)) + "\n");
    } catch (IOException e) {
      throw new RigException(
          "the report " + file + " cannot be written", "give a path that can be written", e);
    }
  }

  /**
   * Reads one again.
   *
   * @throws RigException when there is none
   */
  public static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new RigException(file + " is no report", "give files written with --report", e);
    }
  }

  static ObjectNode json(Findings findings) {
    ObjectNode report = JSON.createObjectNode();
    report.put("seed", findings.seed());
    report.put("mode", findings.mode());
    report.put("passed", findings.good());
    report.put("requests", findings.requests());
    report.put("unknownSends", findings.unknown());
    ObjectNode faults = report.putObject("faults");
    findings.faults().forEach((kind, count) -> faults.put(kind.title(), count));
    ObjectNode invariants = report.putObject("invariants");
    findings.violations().forEach((one, found) -> invariants.put(one.title(), found.isEmpty()));
    ObjectNode recovery = report.putObject("recoverySeconds");
    number(recovery, "median", findings.recoveries().median());
    number(recovery, "max", findings.recoveries().max());
    recovery.put("count", findings.recoveries().seconds().size());
    recovery.put("medianBar", Recovery.MEDIAN_BAR);
    recovery.put("maxBar", Recovery.MAX_BAR);
    recovery.put("held", findings.recoveries().held());
    ArrayNode each = recovery.putArray("all");
    findings.recoveries().seconds().forEach(seconds -> each.add(rounded(seconds)));
    number(report, "settleSeconds", findings.settleSeconds());
    ObjectNode controls = report.putObject("negativeControls");
    findings.controls().forEach((name, red) -> controls.put(name, red ? "red" : "green"));
    List<String> sound = findings.caughtBy().get(Findings.BASELINE);
    if (sound != null) {
      report.put("baseline", sound.isEmpty() ? "green" : "red");
    }
    ObjectNode caught = report.putObject("caughtBy");
    findings
        .caughtBy()
        .forEach(
            (name, invariantsBroken) -> {
              ArrayNode list = caught.putArray(name);
              invariantsBroken.forEach(list::add);
            });
    ObjectNode violations = report.putObject("violations");
    findings
        .violations()
        .forEach(
            (invariant, found) -> {
              if (!found.isEmpty()) {
                ObjectNode one = violations.putObject(invariant.title());
                one.put("count", found.size());
                ArrayNode evidence = one.putArray("evidence");
                found.stream().limit(EVIDENCE).forEach(flaw -> evidence.add(flaw.toString()));
              }
            });
    ArrayNode notHit = report.putArray("notHit");
    findings.notHit().forEach(notHit::add);
    ArrayNode own = report.putArray("endedByThemselves");
    findings.ownDeaths().forEach(own::add);
    number(report, "seconds", findings.seconds());
    return report;
  }

  private static void number(ObjectNode into, String name, double value) {
    if (Double.isNaN(value)) {
      into.putNull(name);
    } else {
      into.put(name, rounded(value));
    }
  }

  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.1f", value));
  }
}
