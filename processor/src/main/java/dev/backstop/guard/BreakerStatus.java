package dev.backstop.guard;

import dev.backstop.guard.BreakerState.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A breaker's state as a flat value, to be published and restored. What a state does not have is
 * null.
 *
 * @param step of the ramp; RAMP alone
 * @param trialFrom answers given before are not judged; SHADOW and RAMP
 * @param calls evidence so far; SHADOW and RAMP
 * @param answers evidence so far, if the way back needs it; SHADOW and RAMP
 */
public record BreakerStatus(
    Kind kind,
    long since,
    int opens,
    @Nullable Cause cause,
    boolean needsAnswers,
    @Nullable Integer step,
    @Nullable Long trialFrom,
    @Nullable Evidence calls,
    @Nullable Evidence answers,
    @Nullable Long nextProbeAt) {

  public BreakerStatus {
    boolean tried = kind == Kind.SHADOW || kind == Kind.RAMP;
    boolean held = kind == Kind.OPEN && cause != null && cause.reason() == TripReason.OPERATOR;
    new Checks("breaker status " + kind)
        .atLeast("opens", kind == Kind.CLOSED ? 0 : 1, opens)
        .that(kind == Kind.CLOSED || cause != null, "cause", "there", "missing")
        .that((step != null) == (kind == Kind.RAMP), "step", "there for RAMP alone", step + "")
        .that(step == null || step >= 0, "step", "0 or more", step + "")
        .that((trialFrom != null) == tried, "trialFrom", "there for trials alone", trialFrom + "")
        .that((calls != null) == tried, "calls", "there for trials alone", calls + "")
        .that(
            (answers != null) == (tried && needsAnswers),
            "answers",
            "there for trials that need them",
            answers + "")
        .that(
            (nextProbeAt != null) == (kind == Kind.OPEN && !held),
            "nextProbeAt",
            "there for OPEN unless held by an operator",
            nextProbeAt + "")
        .throwIfAny();
  }

  public static BreakerStatus of(BreakerState state) {
    Trial trial =
        state instanceof Shadow shadow
            ? shadow.trial()
            : state instanceof Ramp ramp ? ramp.trial() : null;
    return new BreakerStatus(
        state.kind(),
        state.since(),
        state.opens(),
        state.cause(),
        state.needsAnswers(),
        state instanceof Ramp ramp ? (Integer) ramp.step() : null,
        trial == null ? null : (Long) trial.from(),
        trial == null ? null : trial.calls(),
        trial == null ? null : trial.answers(),
        state.nextProbeAt());
  }

  /** The state this was made of. */
  public BreakerState state() {
    if (kind == Kind.CLOSED || cause == null) {
      return new Closed(since, opens, cause);
    }
    if (trialFrom == null || calls == null) {
      return new Open(cause, needsAnswers, since, opens, nextProbeAt);
    }
    Trial trial = new Trial(trialFrom, calls, answers);
    return step == null
        ? new Shadow(cause, trial, since, opens)
        : new Ramp(cause, step, trial, since, opens);
  }
}
