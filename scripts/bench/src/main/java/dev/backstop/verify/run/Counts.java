package dev.backstop.verify.run;

import dev.backstop.domain.AuditEvent;
import dev.backstop.verify.fault.FaultKind;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.history.History;
import dev.backstop.verify.history.Note;
import dev.backstop.verify.history.Sent;
import dev.backstop.verify.plan.Planned;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How many faults of each kind hit. */
final class Counts {

  private Counts() {}

  static Map<FaultKind, Integer> of(List<Struck> struck, History history) {
    Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
    for (Struck one : struck) {
      counts.merge(one.fault().kind(), one.hit() ? 1 : 0, Integer::sum);
    }
    for (Sent sent : history.sent()) {
      if (sent.fate() == Fate.ACKNOWLEDGED && sent.what() instanceof Planned.Bad bad) {
        counts.merge(
            switch (bad.defect()) {
              case GARBAGE, CUT_OFF, NO_VALUE -> FaultKind.POISONED_RECORD;
              case UNKNOWN_SCHEMA -> FaultKind.UNKNOWN_SCHEMA;
              case OVERSIZED -> FaultKind.OVERSIZED_RECORD;
            },
            1,
            Integer::sum);
      }
    }
    for (Note note : history.notes()) {
      kind(note.kind(), counts);
    }
    return counts;
  }

  private static void kind(AuditEvent.Kind kind, Map<FaultKind, Integer> counts) {
    switch (kind) {
      case DUPLICATE_REQUEST -> counts.merge(FaultKind.DUPLICATE_REQUEST, 1, Integer::sum);
      case DUPLICATE_VERDICT -> counts.merge(FaultKind.DUPLICATE_VERDICT, 1, Integer::sum);
      case LATE_VERDICT -> counts.merge(FaultKind.LATE_VERDICT, 1, Integer::sum);
      case REFUSED_VERDICT -> counts.merge(FaultKind.REFUSED_VERDICT, 1, Integer::sum);
      case DUPLICATE_TASK,
          POLICY_ACTIVATED,
          POLICY_REFUSED,
          CONTROL_SET,
          CONTROL_REFUSED,
          CONTROL_EXPIRED,
          CANDIDATE_VERDICT,
          BREAKER_MOVED,
          VERDICT_HEARD,
          RISK_CHANGED,
          INCIDENT_OPENED,
          INCIDENT_CLOSED,
          PLAYBOOK_MOVED,
          DRILL_RAN,
          DRIFT_CHANGED -> {}
    }
  }
}
