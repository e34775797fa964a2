package dev.backstop.guard;

/** Why a breaker opened. */
public enum TripReason {
  /** Too many calls of the window failed. */
  FAILURES(false),
  /** Too many calls of the window were slower than their budget. */
  SLOWNESS(false),
  /** Many calls in a row failed. */
  CONSECUTIVE(false),
  /** Reviewed answers are wrong more often than is tolerable (DEGRADED). */
  QUALITY(true),
  /** A policy takes a model out on drifted inputs. */
  DRIFT(true),
  /** An operator opened it. It stays open until an operator releases it. */
  OPERATOR(false);

  private final boolean needsAnswers;

  TripReason(boolean needsAnswers) {
    this.needsAnswers = needsAnswers;
  }

  /**
   * Whether the way back needs answers that were judged, by a label or by agreement with a trusted
   * tier: that calls succeed says nothing about their being right.
   */
  public boolean needsAnswers() {
    return needsAnswers;
  }
}
