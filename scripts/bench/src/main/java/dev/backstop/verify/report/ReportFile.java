package dev.backstop.verify.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backstop.rig.RigException;
import dev.backstop.verify.check.Invariant;
import dev.backstop.verify.control.ControlFinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
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
    texts(report, "failures", findings.failures());
    report.put("requests", findings.load().requests());
    report.put("unknownSends", findings.load().unknown());
    report.put("decided", findings.load().decided());
    ObjectNode faults = report.putObject("faults");
    findings.faults().hits().forEach((kind, count) -> faults.put(kind.title(), count));
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
    controls(report, findings.controls());
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
    texts(report, "notHit", findings.faults().notHit());
    texts(report, "missedKinds", findings.faults().missedKinds());
    texts(report, "notHealed", findings.faults().notHealed());
    texts(report, "endedByThemselves", findings.faults().ownDeaths());
    number(report, "seconds", findings.seconds());
    return report;
  }

  private static void controls(ObjectNode report, List<ControlFinding> found) {
    ObjectNode colours = report.putObject("negativeControls");
    ObjectNode mustBreak = report.putObject("mustBreak");
    ObjectNode caughtBy = report.putObject("caughtBy");
    ObjectNode notRun = report.putObject("controlsNotRun");
    for (ControlFinding one : found) {
      String name = one.control().title();
      String colour = one.red() ? "red" : "green";
      if (one.control().mustBeRed()) {
        colours.put(name, colour);
        texts(mustBreak, name, titles(one.control().mustBreak()));
      } else if (one.failure() == null) {
        report.put(name, colour);
      }
      texts(caughtBy, name, titles(one.broke().keySet()));
      if (one.failure() != null) {
        notRun.put(name, one.failure());
      }
    }
  }

  private static List<String> titles(Collection<Invariant> invariants) {
    return invariants.stream().sorted().map(Invariant::title).toList();
  }

  private static void texts(ObjectNode into, String name, List<String> texts) {
    ArrayNode array = into.putArray(name);
    texts.forEach(array::add);
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
