package dev.backstop.judge;

import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import java.time.Instant;
import java.util.Set;
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

  /** Failures off the path that tell of the instance. */
  private static final Set<Reason> OF_THE_INSTANCE =
      Set.of(Reason.TIMEOUT, Reason.BREAKER_OPEN, Reason.OVERLOAD);

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
   * Null where the model in use failed, or {@link #saysNothing() the pair says nothing}.
   */
  @Nullable Boolean agreed() {
    if (incumbentSaid.failed() || saysNothing()) {
      return null;
    }
    String said = candidateSaid.label();
    return said != null && incumbentSaid.is(said);
  }

  /**
   * Whether the candidate alone was right; null where both were, or neither, or {@link
   * #saysNothing() the pair says nothing}.
   */
  @Nullable Boolean candidateAloneWasRight() {
    if (label == null || saysNothing()) {
      return null;
    }
    boolean candidateRight = candidateSaid.is(label);
    return candidateRight == incumbentSaid.is(label) ? null : candidateRight;
  }

  /**
   * Whether this tells of where the second model was asked, and not of the models. Off the path it
   * shares its time with others, so that it took too long or was busy is nobody's fault; and
   * whatever the model in use fails at there, it has failed no request, and no candidate is better
   * for it.
   */
  private boolean saysNothing() {
    if (candidateDecided) {
      return incumbentSaid.failed();
    }
    Reason failure = candidateSaid.failure();
    return failure != null && OF_THE_INSTANCE.contains(failure);
  }
}
