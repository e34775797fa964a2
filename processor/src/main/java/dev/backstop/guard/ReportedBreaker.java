package dev.backstop.guard;

import dev.backstop.domain.Reason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A breaker as its owner has it: its state, and the window of its calls; moved by what all
 * instances report, added up, and by time.
 *
 * <p>The terms are an argument each time, because a policy may change them.
 */
public final class ReportedBreaker {

  /**
   * A move.
   *
   * @param reasons of the failures that it was made for, by how often each was given
   * @param refitted whether it was made because the terms are others
   */
  public record Move(Transition transition, Map<Reason, Long> reasons, boolean refitted) {}

  private final Guarded guarded;
  private final ReportWindow window = new ReportWindow();
  private BreakerState state;

  public ReportedBreaker(Guarded guarded, BreakerState state) {
    this.guarded = guarded;
    this.state = state;
  }

  public Guarded guarded() {
    return guarded;
  }

  public BreakerState state() {
    return state;
  }

  /** Takes note of a report; null if it moves nothing. */
  public @Nullable Move report(CallReport report, BreakerTerms terms, long at) {
    if (!state.counts(report.callSource()) || isOfBefore(report)) {
      return null;
    }
    BreakerMachine machine = new BreakerMachine(terms, guarded);
    BreakerState next = state;
    Map<Reason, Long> reasons = report.reasons();
    if (state.live()) {
      window.add(report, at);
      next = state.window(window.counts(at), at, machine);
      reasons = next == state ? reasons : window.reasons();
    }
    return move(
        next == state ? state.calls(report.evidence(), at, machine) : next, reasons, terms, at);
  }

  /** Takes note of an answer that was held against the truth; null if that moves nothing. */
  public @Nullable Move judged(AnswerReport answer, BreakerTerms terms, long at) {
    BreakerMachine machine = new BreakerMachine(terms, guarded);
    return move(
        state.judged(answer.evidence(), answer.answeredAt(), at, machine), Map.of(), terms, at);
  }

  /** Somebody else's reason to open; null if that changes nothing. */
  public @Nullable Move trip(Cause cause, BreakerTerms terms, long at) {
    return move(state.tripped(cause, at, new BreakerMachine(terms, guarded)), Map.of(), terms, at);
  }

  /** No operator holds it open any more: it is tried. Null if none did. */
  public @Nullable Move release(BreakerTerms terms, long at) {
    return move(state.release(at, new BreakerMachine(terms, guarded)), Map.of(), terms, at);
  }

  /** An operator closes it without evidence; null if it is closed. */
  public @Nullable Move close(Cause.Hand hand, BreakerTerms terms, long at) {
    return state.kind() == BreakerState.Kind.CLOSED
        ? null
        : move(new Closed(at, state.opens(), Cause.of(hand)), Map.of(), terms, at);
  }

  /** Whether it was written before the trial began: an owner that was away reads it late. */
  private boolean isOfBefore(CallReport report) {
    return state.kind() != BreakerState.Kind.CLOSED && report.at() < state.since();
  }

  /** Time has passed; null if that moves nothing. */
  public @Nullable Move tick(BreakerTerms terms, long at) {
    return move(state.tick(at, new BreakerMachine(terms, guarded)), Map.of(), terms, at);
  }

  /**
   * The terms may be others than those by which it was published; null if that changes nothing.
   *
   * @param share that was published
   */
  public @Nullable Move refit(double share, BreakerTerms terms, long at) {
    if (BreakerNews.shareOf(state, terms) == share) {
      return null;
    }
    if (state instanceof Ramp ramp) {
      state = ramp.refitted(share, terms, at);
      window.clear();
    }
    return new Move(Transition.to(state, at, terms), Map.of(), true);
  }

  /** Nobody goes by it: what calls were says nothing of those that are to come. */
  public void unwatch() {
    window.clear();
  }

  /** Its model is no more: one that comes under its name will be a new one. */
  public @Nullable Move forget(BreakerTerms terms, long at) {
    return state.kind() == BreakerState.Kind.CLOSED
        ? null
        : move(Closed.initial(at), Map.of(), terms, at);
  }

  private @Nullable Move move(
      BreakerState next, Map<Reason, Long> reasons, BreakerTerms terms, long at) {
    if (next == state) {
      return null;
    }
    Transition transition = Transition.between(state, next, at, terms);
    state = next;
    if (transition == null) {
      return null;
    }
    // What was seen in one state must not trip the next one.
    window.clear();
    return new Move(transition, reasons, false);
  }
}
