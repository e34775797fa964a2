package dev.backstop.topology.score;

import dev.backstop.decision.Step;
import dev.backstop.domain.Member;
import dev.backstop.guard.CallReport;
import dev.backstop.model.ModelFaults;
import dev.backstop.model.Models;
import dev.backstop.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks models about one case, once more where {@link Retries} allow it. Each call is counted for
 * the model's breaker. One thread has it.
 *
 * <p>In a drill a call goes wrong as the drill wants it, is made once, and is counted nowhere:
 * nothing is learned of a model from what was made up.
 */
final class Calls {

  private final Lookup lookup;
  private final AskedInputs inputs;
  private final CountedCalls counts;
  private final Retries retries;

  Calls(Models models, ModelFaults faults, AskedInputs inputs, Telemetry telemetry) {
    this.lookup = new Lookup(models, faults, telemetry);
    this.inputs = inputs;
    this.counts = new CountedCalls(telemetry);
    this.retries = new Retries(models, counts, telemetry);
  }

  /**
   * What the model says of the case.
   *
   * @param budget time that all its calls may take together
   */
  Said ask(Step.Ask ask, String name, Duration budget) {
    Said ahead = lookup.ahead(ask, name);
    Said said =
        ahead != null
            ? ahead
            : lookup
                .with(ask, name, budget, model -> OneCall.make(ask, name, model, budget))
                .orElseGet(() -> Said.missing(name));
    long spent = TimeUnit.MICROSECONDS.toNanos(said.member().latencyMicros());
    return settled(ask, said, budget.toNanos() - spent);
  }

  /**
   * What each of several models says of the case.
   *
   * @param budget time that each of them may take
   */
  List<Member> askAll(Step.Ask ask, List<String> names, Duration budget) {
    long end = System.nanoTime() + budget.toNanos();
    List<Member> members = new ArrayList<>(names.size());
    for (Said said : new Committee(ask, names, budget, lookup).answers()) {
      members.add(settled(ask, said, end - System.nanoTime()).member());
    }
    return members;
  }

  /** How the calls have ended since the last time. */
  List<CallReport> take(String reporter, long at) {
    return counts.take(reporter, at);
  }

  /** What came of a first call, or of a second one, in the time that is left. */
  private Said settled(Step.Ask ask, Said said, long leftNanos) {
    if (!said.wasAsked() || ask.on().drill() != null) {
      return said;
    }
    counts.add(ask, said);
    Said last = retries.last(ask, said, leftNanos);
    // A row counts once, however often it was asked.
    inputs.add(ask, last.member());
    return last;
  }
}
