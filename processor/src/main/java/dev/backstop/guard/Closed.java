package dev.backstop.guard;

import org.jspecify.annotations.Nullable;

/** The model is asked. */
public record Closed(long since, int opens, @Nullable Cause cause) implements BreakerState {

  /** A breaker that has never opened. */
  public static Closed initial(long at) {
    return new Closed(at, 0, null);
  }

  @Override
  public Kind kind() {
    return Kind.CLOSED;
  }

  @Override
  public Admission admits(double hash, BreakerTerms terms) {
    return Admission.LIVE;
  }

  @Override
  public boolean counts(CallSource source) {
    return source != CallSource.MIRROR;
  }

  @Override
  public boolean live() {
    return true;
  }

  @Override
  public BreakerState tripped(Cause cause, long at, BreakerMachine machine) {
    boolean forgotten = at - since >= machine.terms().forgetAfter().toMillis();
    return machine.open(cause, false, forgotten ? 0 : opens, at);
  }
}
