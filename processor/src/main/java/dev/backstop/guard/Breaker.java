package dev.backstop.guard;

import org.jspecify.annotations.Nullable;

/**
 * A breaker in use: its state, and the window of its calls. While it is closed, taking note of a
 * call takes constant time and allocates nothing.
 *
 * <p>Every method that may move it returns the move, or null.
 */
public final class Breaker {

  private final BreakerMachine machine;
  private final FailureWindow window = new FailureWindow();
  private BreakerState state;

  public Breaker(BreakerMachine machine, BreakerState state) {
    this.machine = machine;
    this.state = state;
  }

  public BreakerState state() {
    return state;
  }

  /** What is allowed for a request with this hash, from 0 to below 1. */
  public Admission admits(double hash) {
    return state.admits(hash, machine.terms());
  }

  /** Takes note of a call that has ended. */
  public @Nullable Transition record(CallOutcome outcome, CallSource source, long at) {
    if (!state.counts(source)) {
      return null;
    }
    BreakerState next = state;
    if (state.live()) {
      window.record(outcome, at);
      if (window.trips(machine.terms()) != null) {
        next = state.window(window.counts(), at, machine);
      }
    }
    return move(next == state ? state.calls(outcome.evidence(), at, machine) : next, at);
  }

  /** Takes note of whether an answer was right, by a label or by agreement. */
  public @Nullable Transition judged(boolean wrong, long answeredAt, long at) {
    Evidence answer = wrong ? Evidence.BAD : Evidence.GOOD;
    return move(state.judged(answer, answeredAt, at, machine), at);
  }

  public @Nullable Transition tick(long at) {
    return move(state.tick(at, machine), at);
  }

  public @Nullable Transition trip(TripReason reason, long at) {
    return move(state.trip(reason, at, machine), at);
  }

  public @Nullable Transition release(long at) {
    return move(state.release(at, machine), at);
  }

  /** Takes on a state that was decided elsewhere. */
  public @Nullable Transition adopt(BreakerState decided, long at) {
    return move(decided, at);
  }

  /** What the window holds, to be reported. */
  public WindowCounts counts(long at) {
    return window.counts(at);
  }

  private @Nullable Transition move(BreakerState next, long at) {
    if (next == state) {
      return null;
    }
    Transition transition = Transition.between(state, next, at, machine.terms());
    state = next;
    if (transition != null) {
      // What was seen in one state must not trip the next one.
      window.clear();
    }
    return transition;
  }
}
