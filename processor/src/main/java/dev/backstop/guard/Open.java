package dev.backstop.guard;

import org.jspecify.annotations.Nullable;

/**
 * The model is not asked.
 *
 * @param needsAnswers whether the way back needs answers that were judged
 * @param nextProbeAt when it becomes SHADOW; null while an operator holds it open
 */
public record Open(
    Cause cause, boolean needsAnswers, long since, int opens, @Nullable Long nextProbeAt)
    implements BreakerState {

  @Override
  public Kind kind() {
    return Kind.OPEN;
  }

  @Override
  public Admission admits(double hash, BreakerTerms terms) {
    return Admission.REFUSED;
  }

  @Override
  public boolean counts(CallSource source) {
    return false;
  }

  @Override
  public boolean live() {
    return false;
  }

  @Override
  public BreakerState tick(long at, BreakerMachine machine) {
    return nextProbeAt != null && at >= nextProbeAt ? probing(at) : this;
  }

  /**
   * It is open already: an operator takes hold of it, and a new reason may need more to be shown.
   */
  @Override
  public BreakerState tripped(Cause cause, long at, BreakerMachine machine) {
    boolean more = needsAnswers || cause.reason().needsAnswers();
    if (cause.reason() == TripReason.OPERATOR) {
      return new Open(cause, more, since, opens, null);
    }
    return more == needsAnswers ? this : new Open(this.cause, more, since, opens, nextProbeAt);
  }

  @Override
  public BreakerState release(long at, BreakerMachine machine) {
    return probing(at);
  }

  private Shadow probing(long at) {
    return new Shadow(cause, Trial.begin(needsAnswers, at), at, opens);
  }
}
