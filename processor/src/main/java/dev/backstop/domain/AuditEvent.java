package dev.backstop.domain;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that changed no decision and must be known all the same.
 *
 * @param actor pseudonym of who caused it, if somebody did
 */
public record AuditEvent(
    Kind kind,
    @Nullable String requestId,
    @Nullable String actor,
    String description,
    Map<String, String> details,
    SourcePosition source,
    Instant at) {

  /** What happened. */
  public enum Kind {
    DUPLICATE_REQUEST,
    DUPLICATE_TASK,
    DUPLICATE_VERDICT,
    LATE_VERDICT,
    REFUSED_VERDICT,
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
    DRIFT_CHANGED
  }
}
