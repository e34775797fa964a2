package dev.backstop.verify.report;

import dev.backstop.verify.check.Invariant;
import dev.backstop.verify.check.Violation;
import dev.backstop.verify.control.ControlFinding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Findings for people. */
public final class Summary {
  private static final int EVIDENCE = 5;

  private Summary() {}

  public static List<String> of(Findings findings) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "seed %d: %d records sent (%d with unknown outcome), %d decided, in %.0f s",
            findings.seed(),
            findings.load().requests(),
            findings.load().unknown(),
            findings.load().decided(),
            findings.seconds()));
    lines.add(
        "faults that met unfinished work: "
            + findings.faults().hits().entrySet().stream()
                .map(entry -> entry.getKey().title() + " " + entry.getValue())
                .collect(Collectors.joining(", ")));
    FaultTally faults = findings.faults();
    faults.notHit().forEach(one -> lines.add("  not hit: " + one));
    faults
        .missedKinds()
        .forEach(
            kind ->
                lines.add(
                    "  no "
                        + kind
                        + " met unfinished work: this run shows nothing about it"
                        + (findings.isFull() ? "" : " (not judged)")));
    faults.notHealed().forEach(one -> lines.add("  not healed: " + one));
    faults.ownDeaths().forEach(one -> lines.add("  " + one));
    lines.add("");
    lines.add("invariants");
    findings
        .violations()
        .forEach(
            (invariant, found) -> {
              lines.add(
                  "  "
                      + (found.isEmpty() ? "held   " : "BROKEN ")
                      + " "
                      + invariant.title()
                      + (found.isEmpty() ? "" : " (" + found.size() + ")"));
              found.stream()
                  .limit(EVIDENCE)
                  .map(Violation::toString)
                  .forEach(flaw -> lines.add("            " + flaw));
            });
    lines.add("");
    Recovery recovery = findings.recoveries();
    lines.add(
        String.format(
            Locale.ROOT,
            "recovery after %d ends of an instance: median %.1f s (bar %.0f s), most %.1f s (bar %.0f s): %s",
            recovery.seconds().size(),
            recovery.median(),
            Recovery.MEDIAN_BAR,
            recovery.max(),
            Recovery.MAX_BAR,
            recovery.held() ? "held" : findings.isFull() ? "MISSED" : "missed, not judged"));
    lines.add(
        String.format(
            Locale.ROOT, "decided %.1f s after the last fault", findings.settleSeconds()));
    if (!findings.controls().isEmpty()) {
      lines.add("");
      lines.add("controls: each that is broken must be found out, by the invariants it is about");
      findings.controls().forEach(one -> lines.add("  " + of(one)));
    }
    lines.add("");
    lines.add("not judged: the audit chain and erasure, which this release does not have");
    findings.failures().forEach(one -> lines.add("failed: " + one));
    lines.add(findings.good() ? "PASSED" : "FAILED");
    return lines;
  }

  /** A control in a line: what had to break, and what broke. */
  public static String of(ControlFinding found) {
    String colour = found.red() ? "red  " : "green";
    if (found.failure() != null) {
      return "NOT RUN  " + found.control().title() + ": " + found.failure();
    }
    return (found.asItMust() ? colour : colour.toUpperCase(Locale.ROOT))
        + "    "
        + found.control().title()
        + ": must break "
        + titles(found.control().mustBreak())
        + "; broke "
        + titles(found.broke().keySet());
  }

  private static String titles(Collection<Invariant> invariants) {
    return invariants.isEmpty()
        ? "nothing"
        : invariants.stream().sorted().map(Invariant::title).collect(Collectors.joining(", "));
  }
}
