package dev.backstop.judge;

import dev.backstop.domain.SourcePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Two models' answers to the same record, and what a person says of it, once that is known.
 *
 * @param segment of the policy that applied, or null
 * @param incumbent the name of the model in use
 * @param candidateDecided whether it was the candidate's answer that counted
 * @param label by a person who looked at a fair sample; null while there is none
 * @param source where the request was read
 */
public record Comparison(
    String requestId,
    Trial trial,
    @Nullable String segment,
    String incumbent,
    boolean candidateDecided,
    Answer candidateSaid,
    Answer incumbentSaid,
    @Nullable String label,
    SourcePosition source,
    Instant at) {

  /** The same with what a person says. */
  public Comparison labelled(String label, Instant at) {
    return new Comparison(
        requestId,
        trial,
        segment,
        incumbent,
        candidateDecided,
        candidateSaid,
        incumbentSaid,
        label,
        source,
        at);
  }

  /**
   * Whether both said the same. A candidate that failed where the model in use answered did not.
   * Null where the model in use failed: that says nothing of the candidate.
   */
  @Nullable Boolean agreed() {
    if (incumbentSaid.failed()) {
      return null;
    }
    String said = candidateSaid.label();
    return said != null && incumbentSaid.is(said);
  }

  /** Whether the candidate alone was right; null where both were, or neither. */
  @Nullable Boolean candidateAloneWasRight() {
    if (label == null) {
      return null;
    }
    boolean candidateRight = candidateSaid.is(label);
    return candidateRight == incumbentSaid.is(label) ? null : candidateRight;
  }
}
