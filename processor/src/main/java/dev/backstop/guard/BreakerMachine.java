package dev.backstop.guard;

import org.jspecify.annotations.Nullable;

/**
 * The transition rules of one breaker: its terms, and whom it guards. The states know when to move,
 * this knows where to.
 */
public record BreakerMachine(BreakerTerms terms, Guarded guarded) {

  /** Opens. The new state owes what the old one still owed. */
  Open open(Cause cause, boolean owesAnswers, int opensBefore, long at) {
    boolean held = cause.reason() == TripReason.OPERATOR;
    Long probe = held ? null : (Long) (at + Backoff.millis(terms, guarded, opensBefore));
    boolean needsAnswers = owesAnswers || cause.reason().needsAnswers();
    return new Open(cause, needsAnswers, at, opensBefore + 1, probe);
  }

  /** Opens again if the trial has failed; null if it has not. */
  @Nullable Open reopen(TripReason tripped, Trial trial, int opens, long at) {
    Cause cause = trial.failure(tripped, terms);
    return cause == null ? null : open(cause, trial.needsAnswers(), opens, at);
  }
}
