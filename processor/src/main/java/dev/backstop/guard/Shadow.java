package dev.backstop.guard;

/** The model is asked beside the tier that answers, and by probes. Its answers have no effect. */
public record Shadow(Cause cause, Trial trial, long since, int opens) implements BreakerState {

  @Override
  public Kind kind() {
    return Kind.SHADOW;
  }

  @Override
  public boolean needsAnswers() {
    return trial.needsAnswers();
  }

  @Override
  public Admission admits(double hash, BreakerTerms terms) {
    return hash < terms.mirrorShare() ? Admission.MIRROR : Admission.REFUSED;
  }

  @Override
  public boolean counts(CallSource source) {
    return source != CallSource.LIVE;
  }

  @Override
  public boolean live() {
    return false;
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
  public BreakerState tripped(Cause cause, long at, BreakerMachine machine) {
    return machine.open(cause, trial.needsAnswers(), opens, at);
  }

  private BreakerState shown(Trial now, long at, BreakerMachine machine) {
    Open again = machine.reopen(cause.reason(), now, opens, at);
    if (again != null) {
      return again;
    }
    return now.passed(machine.terms())
        ? new Ramp(new Cause(cause.reason(), now.deciding()), 0, now.underMoreLoad(), at, opens)
        : new Shadow(cause, now, since, opens);
  }
}
