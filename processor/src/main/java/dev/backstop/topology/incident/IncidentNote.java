package dev.backstop.topology.incident;

import static java.util.stream.Collectors.joining;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.SourcePosition;
import dev.backstop.incident.Factor;
import dev.backstop.incident.Incident;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the audit topic says of an incident that has opened or closed. */
final class IncidentNote {

  private IncidentNote() {}

  static AuditEvent of(Incident incident, SourcePosition source, Instant now) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("incident", incident.id());
    details.put("domain", incident.domain());
    details.put("level", incident.level().name());
    details.put("gravest", incident.gravest().name());
    details.put("openedAt", incident.openedAt().toString());
    if (incident.closedAt() != null) {
      if (incident.recoveredAt() != null) {
        details.put("recoveredAt", incident.recoveredAt().toString());
      }
      details.put("closedAt", incident.closedAt().toString());
    }
    return new AuditEvent(
        incident.open() ? AuditEvent.Kind.INCIDENT_OPENED : AuditEvent.Kind.INCIDENT_CLOSED,
        null,
        null,
        inWords(incident),
        details,
        source,
        now);
  }

  private static String inWords(Incident incident) {
    String domain = "domain '" + incident.domain() + "' is ";
    if (incident.open()) {
      return domain + "at " + incident.level() + suspicions(incident);
    }
    return domain
        + (incident.recoveredAt() != null
            ? "as its policy means it again; the gravest was "
            : "governed by no policy any more; the gravest was ")
        + incident.gravest();
  }

  /** What it was opened for where nothing is away: else the level says that something is. */
  private static String suspicions(Incident incident) {
    return incident.level() != DegradationLevel.NORMAL
        ? ""
        : incident.factors().stream().map(Factor::what).collect(joining("; ", "; ", ""));
  }
}
