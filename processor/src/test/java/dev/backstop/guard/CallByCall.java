package dev.backstop.guard;

import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The breaker that is in use, with each call counted and reported as soon as it has ended. */
final class CallByCall {

  private static final SourcePosition SOURCE = new SourcePosition("requests", 0, 0);

  private final Map<CallSource, CallTallies> tallies = new EnumMap<>(CallSource.class);
  private final BreakerMachine machine;
  private final ReportedBreaker breaker;

  CallByCall(BreakerMachine machine, BreakerState from) {
    this.machine = machine;
    this.breaker = new ReportedBreaker(machine.guarded(), from);
  }

  BreakerState state() {
    return breaker.state();
  }

  Admission admits(double hash) {
    return breaker.state().admits(hash, machine.terms());
  }

  @Nullable Transition record(CallOutcome outcome, CallSource source, long at) {
    return record(outcome, 1, source, at);
  }

  /** So many calls in one report. */
  @Nullable Transition record(CallOutcome outcome, int times, CallSource source, long at) {
    CallTallies counted = tallies.computeIfAbsent(source, CallTallies::new);
    for (int i = 0; i < times; i++) {
      count(counted, machine.guarded(), outcome);
    }
    List<CallReport> reports = counted.take("r-" + source, at);
    return transition(breaker.report(reports.get(0), machine.terms(), at));
  }

  /** Counts a call as the steps do that ask models. */
  static void count(CallTallies counted, Guarded guarded, CallOutcome outcome) {
    var unused =
        counted.add(
            guarded.model(),
            guarded.segment(),
            "d",
            "t",
            outcome == CallOutcome.FAILED ? Reason.ERROR : null,
            outcome == CallOutcome.SLOW ? 2 : 1,
            1,
            SOURCE);
  }

  /** Takes note of whether an answer was right. */
  @Nullable Transition judged(boolean wrong, long answeredAt, long at) {
    AnswerReport answer =
        new AnswerReport(
            machine.guarded(),
            "d",
            "t",
            CallSource.MIRROR,
            AnswerReport.Basis.LABELS,
            wrong,
            answeredAt,
            SOURCE,
            at);
    return transition(breaker.judged(answer, machine.terms(), at));
  }

  @Nullable Transition tick(long at) {
    return transition(breaker.tick(machine.terms(), at));
  }

  @Nullable Transition trip(TripReason reason, long at) {
    return transition(breaker.trip(new Cause(reason, Evidence.NONE), machine.terms(), at));
  }

  @Nullable Transition release(long at) {
    return transition(breaker.release(machine.terms(), at));
  }

  private static @Nullable Transition transition(ReportedBreaker.@Nullable Move move) {
    return move == null ? null : move.transition();
  }
}
