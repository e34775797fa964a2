package dev.backstop.demo;

import dev.backstop.v1.AuditKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What must still come before the demo is over, by kind; only what is above 0 is in it. */
record Outstanding(Map<String, Long> missing) {

  static Outstanding of(Evidence evidence, int planned) {
    Summary seen = Summary.of(evidence);
    List<Map.Entry<String, Long>> all = new ArrayList<>();
    all.add(Map.entry("acknowledgements", planned - seen.requests()));
    all.add(Map.entry("terminal decisions", seen.pending()));
    all.add(
        Map.entry(
            "dead letters", evidence.of(Planned.Malformed.class).count() - seen.deadLettered()));
    all.add(
        Map.entry(
            "duplicate requests in the audit",
            evidence.of(Planned.Copy.class).count() - seen.duplicates()));
    all.add(
        Map.entry(
            "duplicate verdicts in the audit",
            evidence.verdicts(VerdictSent.Role.REPEATED).count()
                + evidence.verdicts(VerdictSent.Role.CONTRADICTING).count()
                - audits(evidence, AuditKind.DUPLICATE_VERDICT)));
    all.add(
        Map.entry(
            "late verdicts in the audit",
            evidence.verdicts(VerdictSent.Role.LATE).count()
                - audits(evidence, AuditKind.LATE_VERDICT)));
    return new Outstanding(
        all.stream()
            .filter(entry -> entry.getValue() > 0)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  boolean nothing() {
    return missing.isEmpty();
  }

  private static long audits(Evidence evidence, AuditKind kind) {
    return evidence.audit().stream().filter(event -> event.getKind() == kind).count();
  }
}
