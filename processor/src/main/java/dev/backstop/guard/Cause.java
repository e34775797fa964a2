package dev.backstop.guard;

import org.jspecify.annotations.Nullable;

/**
 * Why a breaker came into its state.
 *
 * @param reason of the last trip, also on the way back from it
 * @param evidence counts that decided: of the window when it tripped by its calls, of the return
 *     test on the way back; none where somebody else decided
 * @param hand whose control made it so, if an operator's did
 */
public record Cause(TripReason reason, Evidence evidence, @Nullable Hand hand) {

  /**
   * An operator's hand.
   *
   * @param control id of the control; who wants it and why stands there
   * @param until when it lets go, in ms
   */
  public record Hand(String control, long until) {}

  /** A cause that no operator had a hand in. */
  public Cause(TripReason reason, Evidence evidence) {
    this(reason, evidence, null);
  }

  /** What an operator wants. */
  public static Cause of(Hand hand) {
    return new Cause(TripReason.OPERATOR, Evidence.NONE, hand);
  }
}
