package dev.backstop.guard;

import java.util.List;

/**
 * The model is asked for a share of the requests, which grows each time the return test is passed.
 * A request that was let in at one share is let in at all that follow.
 *
 * @param step index into the shares of the terms
 * @param since when this step began
 */
public record Ramp(Cause cause, int step, Trial trial, long since, int opens)
    implements BreakerState {

  @Override
  public Kind kind() {
    return Kind.RAMP;
  }

  @Override
  public boolean needsAnswers() {
    return trial.needsAnswers();
  }

  @Override
  public Admission admits(double hash, BreakerTerms terms) {
    return hash < terms.ramp().get(Math.min(step, terms.ramp().size() - 1))
        ? Admission.LIVE
        : Admission.REFUSED;
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
  public BreakerState calls(Evidence more, long at, BreakerMachine machine) {
    return shown(trial.withCalls(more), at, machine);
  }

  @Override
  public BreakerState judged(Evidence answer, long answeredAt, long at, BreakerMachine machine) {
    Trial now = trial.withAnswers(answer, answeredAt);
    return now.equals(trial) ? this : shown(now, at, machine);
  }

  @Override
  public BreakerState tick(long at, BreakerMachine machine) {
    return mayMove(trial, at, machine) ? next(trial, at, machine) : this;
  }

  @Override
  public BreakerState tripped(Cause cause, long at, BreakerMachine machine) {
    return machine.open(cause, trial.needsAnswers(), opens, at);
  }

  /**
   * This ramp by other shares than those it was published by: at the highest that is no larger,
   * since a larger one is a load it has not been seen under.
   *
   * @param share that was published
   */
  Ramp refitted(double share, BreakerTerms terms, long at) {
    List<Double> shares = terms.ramp();
    int fits = 0;
    while (fits + 1 < shares.size() && shares.get(fits + 1) <= share) {
      fits++;
    }
    return shares.get(fits) == share
        ? new Ramp(cause, fits, trial, since, opens)
        : new Ramp(cause, fits, trial.underMoreLoad(), at, opens);
  }

  private BreakerState shown(Trial now, long at, BreakerMachine machine) {
    Open again = machine.reopen(cause.reason(), now, opens, at);
    if (again != null) {
      return again;
    }
    return mayMove(now, at, machine)
        ? next(now, at, machine)
        : new Ramp(cause, step, now, since, opens);
  }

  private boolean mayMove(Trial now, long at, BreakerMachine machine) {
    return at - since >= machine.terms().rampDwell().toMillis() && now.passed(machine.terms());
  }

  private BreakerState next(Trial now, long at, BreakerMachine machine) {
    Cause passed = new Cause(cause.reason(), now.deciding());
    return step + 1 >= machine.terms().ramp().size()
        ? new Closed(at, opens, passed)
        : new Ramp(passed, step + 1, now.underMoreLoad(), at, opens);
  }
}
