package dev.backstop.guard;

import dev.backstop.guard.BreakerState.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Even traffic over several instances, which count their calls and report them once a second, one
 * after the other, to the owner of a breaker; with everything that moves it counted.
 */
final class SimulatedTraffic {

  private static final long SECOND = 1_000;
  private static final BreakerTerms TERMS = BreakerTerms.USUAL;

  int trips;
  int returns;
  int passedShadow;
  int attempts;
  long callsWhileClosed;

  private final Guarded guarded;
  private final ReportedBreaker breaker;
  private final List<CallTallies> live = new ArrayList<>();
  private final CallTallies mirrored = new CallTallies(CallSource.MIRROR);
  private final long gap;
  private final Random hashes;
  private long now;
  private long reported;

  /**
   * @param reporters how many instances report calls
   * @param gap between two requests, in ms
   */
  SimulatedTraffic(BreakerState from, int reporters, long gap, long seed) {
    this.guarded = new Guarded("m" + seed, null);
    this.breaker = new ReportedBreaker(guarded, from);
    for (int i = 0; i < reporters; i++) {
      live.add(new CallTallies(CallSource.LIVE));
    }
    this.gap = gap;
    this.hashes = new Random(seed * 31 + 7);
  }

  /** Lets a request come each {@code gap} ms, and asks the model where the breaker allows it. */
  SimulatedTraffic run(long millis, Supplier<CallOutcome> model) {
    for (long end = now + millis; now < end; now += gap) {
      report();
      Admission admission = breaker.state().admits(hashes.nextDouble(), TERMS);
      callsWhileClosed += breaker.state().kind() == Kind.CLOSED ? 1 : 0;
      if (admission != Admission.REFUSED) {
        CallByCall.count(
            admission == Admission.LIVE ? live.get(hashes.nextInt(live.size())) : mirrored,
            guarded,
            model.get());
      }
    }
    return this;
  }

  BreakerState state() {
    return breaker.state();
  }

  /** Has each reporter report whose time has come, and the owner see to its breaker. */
  private void report() {
    long each = SECOND / live.size();
    for (; reported + each <= now; reported += each) {
      long at = reported + each;
      int turn = (int) (at / each % live.size());
      take(live.get(turn), "task-" + turn, at);
      if (turn == 0) {
        take(mirrored, "shadow", at);
        note(breaker.tick(TERMS, at));
      }
    }
  }

  private void take(CallTallies tallies, String reporter, long at) {
    for (CallReport report : tallies.take(reporter, at)) {
      note(breaker.report(report, TERMS, at));
    }
  }

  private void note(ReportedBreaker.@Nullable Move move) {
    if (move != null) {
      Transition transition = move.transition();
      trips += transition.from() == Kind.CLOSED ? 1 : 0;
      returns += transition.to() == Kind.CLOSED ? 1 : 0;
      attempts += transition.to() == Kind.SHADOW ? 1 : 0;
      passedShadow += transition.from() == Kind.SHADOW && transition.to() == Kind.RAMP ? 1 : 0;
    }
  }
}
