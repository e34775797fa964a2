package dev.backstop.guard;

import org.jspecify.annotations.Nullable;

/**
 * Where a breaker stands: CLOSED → OPEN → SHADOW → RAMP → CLOSED. Any state may open; the way back
 * leads through each of the others, and each step of it needs the return test to be passed.
 *
 * <p>Each method gives the state after an event, the same object if nothing has changed. Events
 * that mean nothing in a state leave it as it is.
 */
public sealed interface BreakerState permits Closed, Open, Shadow, Ramp {

  /** The states, as they are published. */
  enum Kind {
    CLOSED,
    OPEN,
    SHADOW,
    RAMP
  }

  Kind kind();

  /** When it was entered, or for RAMP when the present share began; in ms. */
  long since();

  /** How often it has opened in a row. */
  int opens();

  /** Why it was entered; null if it has been closed from the start. */
  @Nullable Cause cause();

  /** Whether the way back needs answers that were judged. */
  default boolean needsAnswers() {
    return false;
  }

  /** When a model that is not asked is to be tried again; null in other states, or if held open. */
  default @Nullable Long nextProbeAt() {
    return null;
  }

  /**
   * What is allowed for a request.
   *
   * @param hash of the request, from 0 to below 1
   */
  Admission admits(double hash, BreakerTerms terms);

  /** Whether a call made for this says something in this state. */
  boolean counts(CallSource source);

  /** Whether the window of calls can trip it. */
  boolean live();

  /** A window of calls, of one instance or added up. */
  default BreakerState window(WindowCounts counts, long at, BreakerMachine machine) {
    TripReason reason = live() ? machine.terms().trips(counts) : null;
    if (reason == null) {
      return this;
    }
    long errors = reason == TripReason.SLOWNESS ? counts.slow() : counts.failures();
    return tripped(new Cause(reason, new Evidence(counts.calls(), errors)), at, machine);
  }

  /** Calls that counted since the last time. */
  default BreakerState calls(Evidence more, long at, BreakerMachine machine) {
    return this;
  }

  /** An answer given then that has now been judged. */
  default BreakerState judged(Evidence answer, long answeredAt, long at, BreakerMachine machine) {
    return this;
  }

  /** Time passes. */
  default BreakerState tick(long at, BreakerMachine machine) {
    return this;
  }

  /** A reason to open: of its calls, or somebody else's, such as a policy's on drift. */
  BreakerState tripped(Cause cause, long at, BreakerMachine machine);

  /** An operator no longer holds it open, or wants it tried now. The test remains. */
  default BreakerState release(long at, BreakerMachine machine) {
    return this;
  }
}
