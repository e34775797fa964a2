package dev.backstop.guard;

/**
 * Why a breaker came into its state.
 *
 * @param reason of the last trip, also on the way back from it
 * @param evidence counts that decided: of the window when it tripped by its calls, of the return
 *     test on the way back; none where somebody else decided
 */
public record Cause(TripReason reason, Evidence evidence) {}
