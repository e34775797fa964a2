package dev.backstop.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The accountable answer to one request.
 *
 * @param supersedes decisionId of the provisional decision this one replaces, or null
 * @param label the answer; null exactly when the status is REJECTED
 * @param confidence calibrated, or null where the tier that answered states none
 * @param tier the tier that answered; for REJECTED the tier at which the ladder stopped
 * @param degraded true if this is not what the ladder is meant to give
 * @param reason why the tier before the one that answered did not; null if the first tier answered
 * @param attempts every tier tried or skipped, in order
 * @param segment the segment of the policy that applied, or null
 * @param expectedBy for a provisional decision: by when the final one comes
 * @param audit how the coin of the audit panel fell, or null where the policy has no panel
 * @param degradation how far the request's part of the policy was degraded when it was decided, or
 *     when a person was asked; null in what was written before this was known
 * @param drill the drill that it was made for, or null; then it is nobody's answer, and leaves with
 *     a status of its own
 */
public record Decision(
    String requestId,
    String domain,
    Status status,
    @Nullable String supersedes,
    @Nullable String label,
    Map<String, Double> scores,
    @Nullable Double confidence,
    String tier,
    TierKind tierKind,
    boolean degraded,
    @Nullable Reason reason,
    @Nullable Notice notice,
    List<Attempt> attempts,
    PolicyRef policy,
    @Nullable String segment,
    @Nullable String reviewer,
    SourcePosition source,
    Instant requestedAt,
    Instant decidedAt,
    @Nullable Instant expectedBy,
    @Nullable String featureSetVersion,
    Map<String, String> tags,
    @Nullable AuditDraw audit,
    @Nullable DegradationLevel degradation,
    @Nullable Drill drill) {

  public Decision {
    if ((label == null) != (status == Status.REJECTED)) {
      throw new IllegalArgumentException(
          "decision "
              + requestId
              + ": a label is missing exactly when the status is REJECTED, but it is "
              + status);
    }
  }

  /** A decision of a policy without an audit panel, of which no degradation is known. */
  public Decision(
      String requestId,
      String domain,
      Status status,
      @Nullable String supersedes,
      @Nullable String label,
      Map<String, Double> scores,
      @Nullable Double confidence,
      String tier,
      TierKind tierKind,
      boolean degraded,
      @Nullable Reason reason,
      @Nullable Notice notice,
      List<Attempt> attempts,
      PolicyRef policy,
      @Nullable String segment,
      @Nullable String reviewer,
      SourcePosition source,
      Instant requestedAt,
      Instant decidedAt,
      @Nullable Instant expectedBy,
      @Nullable String featureSetVersion,
      Map<String, String> tags) {
    this(
        requestId,
        domain,
        status,
        supersedes,
        label,
        scores,
        confidence,
        tier,
        tierKind,
        degraded,
        reason,
        notice,
        attempts,
        policy,
        segment,
        reviewer,
        source,
        requestedAt,
        decidedAt,
        expectedBy,
        featureSetVersion,
        tags,
        null,
        null,
        null);
  }

  /** This decision with how the panel's coin fell; it changes nothing else. */
  public Decision with(AuditDraw draw) {
    return with(draw, drill);
  }

  /** This decision as one of a drill. */
  public Decision with(Drill made) {
    return with(audit, made);
  }

  private Decision with(@Nullable AuditDraw draw, @Nullable Drill made) {
    return new Decision(
        requestId,
        domain,
        status,
        supersedes,
        label,
        scores,
        confidence,
        tier,
        tierKind,
        degraded,
        reason,
        notice,
        attempts,
        policy,
        segment,
        reviewer,
        source,
        requestedAt,
        decidedAt,
        expectedBy,
        featureSetVersion,
        tags,
        draw,
        degradation,
        made);
  }

  /**
   * The id is a function of the request, so that a decision made again after a crash is the same
   * decision.
   */
  public String decisionId() {
    return idOf(requestId, status);
  }

  public static String idOf(String requestId, Status status) {
    return requestId + (status == Status.PROVISIONAL ? "/provisional" : "/final");
  }
}
