package dev.backstop.guard;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A breaker has moved, or the share of its ramp has, or its way back has become another, or an
 * operator has taken hold of it.
 *
 * @param share of the requests the model is asked for from now on
 * @param cause reason of the trip, and the counts that decided this move
 * @param byAnswers whether those are of answers, on the way back
 * @param nextProbeAt when it is expected to be tried again; null if it is asked, or held open
 */
public record Transition(
    BreakerState.Kind from,
    BreakerState.Kind to,
    double share,
    @Nullable Cause cause,
    boolean byAnswers,
    long at,
    @Nullable Long nextProbeAt) {

  /** The move between two states, or null if only counts have changed. */
  public static @Nullable Transition between(
      BreakerState from, BreakerState to, long at, BreakerTerms terms) {
    if (from.kind() == to.kind()
        && share(from, terms) == share(to, terms)
        && from.needsAnswers() == to.needsAnswers()
        && Objects.equals(from.cause(), to.cause())) {
      return null;
    }
    return new Transition(
        from.kind(),
        to.kind(),
        share(to, terms),
        to.cause(),
        from.needsAnswers(),
        at,
        to.nextProbeAt());
  }

  /** A state that only stands otherwise than was published. */
  static Transition to(BreakerState state, long at, BreakerTerms terms) {
    return new Transition(
        state.kind(),
        state.kind(),
        share(state, terms),
        state.cause(),
        state.needsAnswers(),
        at,
        state.nextProbeAt());
  }

  /** The share of the requests that the model is asked for. */
  static double share(BreakerState state, BreakerTerms terms) {
    if (state instanceof Ramp ramp) {
      return terms.ramp().get(Math.min(ramp.step(), terms.ramp().size() - 1));
    }
    return state instanceof Closed ? 1 : 0;
  }
}
