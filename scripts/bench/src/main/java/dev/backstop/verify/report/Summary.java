package dev.backstop.verify.report;

import dev.backstop.verify.check.Violation;
import java.util.ArrayList;
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
            "seed %d: %d records sent (%d with unknown outcome), in %.0f s",
            findings.seed(),
            findings.requests(),
            findings.unknown(),
            findings.seconds()));
    lines.add(
        "faults that met unfinished work: "
            + findings.faults().entrySet().stream()
                .map(entry -> entry.getKey().title() + " " + entry.getValue())
                .collect(Collectors.joining(", ")));
    findings.notHit().forEach(one -> lines.add("  not hit: " + one));
    findings.ownDeaths().forEach(one -> lines.add("  note: " + one));
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
            recovery.held()
                ? "held"
                : findings.mode().equals(Findings.QUICK) ? "missed, not judged" : "MISSED"));
    lines.add(
        String.format(
            Locale.ROOT, "decided %.1f s after the last fault", findings.settleSeconds()));
    if (!findings.controls().isEmpty()) {
      lines.add("");
      lines.add("negative controls: each must be found out");
      List<String> sound = findings.caughtBy().getOrDefault(Findings.BASELINE, List.of());
      lines.add(
          sound.isEmpty()
              ? "  green   the same run with nothing broken"
              : "  RED     the same run with nothing broken: " + String.join(", ", sound));
      findings
          .controls()
          .forEach(
              (name, red) ->
                  lines.add(
                      "  "
                          + (red ? "red    " : "GREEN  ")
                          + name
                          + (red
                              ? " (broke "
                                  + String.join(
                                      ", ", findings.caughtBy().getOrDefault(name, List.of()))
                                  + ")"
                              : ": the checker did not see it")));
    }
    lines.add("");
    lines.add("not judged: the audit chain and erasure, which this release does not have");
    lines.add(findings.good() ? "PASSED" : "FAILED");
    return lines;
  }
}
