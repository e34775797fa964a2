package dev.backstop.guard;

import dev.backstop.domain.SourcePosition;

/**
 * What became of one answer that a model was sure enough of.
 *
 * @param domain of the policy under which it was asked; its terms hold
 * @param tier at which it was asked
 * @param callSource LIVE: the answer was taken; MIRROR: it had no effect
 * @param basis what it was held against
 * @param wrong whether it differs from that
 * @param answeredAt when it was given, in ms
 * @param source the request
 * @param at when this was written, in ms
 */
public record AnswerReport(
    Guarded guarded,
    String domain,
    String tier,
    CallSource callSource,
    Basis basis,
    boolean wrong,
    long answeredAt,
    SourcePosition source,
    long at) {

  /** What an answer is held against. */
  public enum Basis {
    /** What a person said of a fair sample. */
    LABELS,
    /** The answer of the tier that decided. */
    AGREEMENT
  }

  /** Whether it tells of the risk of what is answered now: agreement is not truth. */
  boolean ofRisk() {
    return callSource == CallSource.LIVE && basis == Basis.LABELS;
  }

  Evidence evidence() {
    return wrong ? Evidence.BAD : Evidence.GOOD;
  }
}
