package dev.backstop.guard;

import dev.backstop.guard.BreakerState.Kind;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Even traffic through a breaker, with everything that moves it counted. */
final class SimulatedTraffic {

  int trips;
  int returns;
  int passedShadow;
  int attempts;
  long callsWhileClosed;

  private final Breaker breaker;
  private final long gap;
  private final Random hashes;
  private long now;

  SimulatedTraffic(BreakerState from, long gap, long seed) {
    BreakerMachine machine = new BreakerMachine(BreakerTerms.USUAL, new Guarded("m" + seed, null));
    this.breaker = new Breaker(machine, from);
    this.gap = gap;
    this.hashes = new Random(seed * 31 + 7);
  }

  /** Lets a request come each {@code gap} ms, and asks the model where the breaker allows it. */
  SimulatedTraffic run(long millis, Supplier<CallOutcome> model) {
    for (long end = now + millis; now < end; now += gap) {
      note(breaker.tick(now));
      Admission admission = breaker.admits(hashes.nextDouble());
      callsWhileClosed += breaker.state().kind() == Kind.CLOSED ? 1 : 0;
      if (admission != Admission.REFUSED) {
        CallSource source = admission == Admission.LIVE ? CallSource.LIVE : CallSource.MIRROR;
        note(breaker.record(model.get(), source, now));
      }
    }
    return this;
  }

  BreakerState state() {
    return breaker.state();
  }

  private void note(@Nullable Transition transition) {
    if (transition != null) {
      trips += transition.from() == Kind.CLOSED ? 1 : 0;
      returns += transition.to() == Kind.CLOSED ? 1 : 0;
      attempts += transition.to() == Kind.SHADOW ? 1 : 0;
      passedShadow += transition.from() == Kind.SHADOW && transition.to() == Kind.RAMP ? 1 : 0;
    }
  }
}
