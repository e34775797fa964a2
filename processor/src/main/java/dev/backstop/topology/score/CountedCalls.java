package dev.backstop.topology.score;

import dev.backstop.decision.Step;
import dev.backstop.domain.Member;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.CallSource;
import dev.backstop.guard.CallTallies;
import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.Policy;
import dev.backstop.telemetry.Telemetry;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Counts how calls end, for the breakers of their models. One thread has it. */
final class CountedCalls {

  private final Telemetry telemetry;
  private final CallTallies tallies = new CallTallies(CallSource.LIVE);

  CountedCalls(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /** Counts a call; that a model was not asked is none. */
  void add(Step.Ask ask, Said said) {
    Policy policy = ask.on().policy();
    BreakerRules rules = policy.charter().breaker();
    if (!said.wasAsked() || !rules.enabled()) {
      return;
    }
    Member member = said.member();
    String segment = policy.applies().segment();
    boolean unseen =
        tallies.add(
            member.name(),
            segment,
            policy.domain(),
            ask.tier().name(),
            member.reason(),
            said.callMicros(),
            TimeUnit.NANOSECONDS.toMicros(rules.slowAfter(ask.tier().budget()).toNanos()),
            ask.on().source());
    if (unseen) {
      telemetry.breakers().present(member.name(), segment);
    }
  }

  /** How the calls have ended since the last time. */
  List<CallReport> take(String reporter, long at) {
    return tallies.take(reporter, at);
  }
}
