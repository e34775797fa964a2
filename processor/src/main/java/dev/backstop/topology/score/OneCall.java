package dev.backstop.topology.score;

import dev.backstop.decision.Step;
import dev.backstop.domain.Features;
import dev.backstop.domain.Member;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.model.Allowance;
import dev.backstop.model.Begun;
import dev.backstop.model.Ended;
import dev.backstop.model.Model;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of a model about one case, on the terms of the tier that asks. A model that throws,
 * against its contract, has failed with ERROR: the next one answers all the same.
 */
final class OneCall {

  private OneCall() {}

  /** Calls now, or as soon as there is room. */
  static Said make(Step.Ask ask, String name, Model model, Duration budget) {
    if (budget.isNegative() || budget.isZero()) {
      // Not asked: that others took its time says nothing of it.
      return Said.unasked(name, new Outcome.Failed(Reason.TIMEOUT, "no time was left for it"));
    }
    return ended(
        name, model, System.nanoTime(), () -> model.ask(rows(ask), budget, allowance(ask)));
  }

  /**
   * Calls as soon as there is room.
   *
   * @param budget from {@code since} on
   * @param since when it was to begin, by {@link System#nanoTime}
   */
  static Said makeInTurn(Step.Ask ask, String name, Model model, Duration budget, long since) {
    return ended(
        name, model, since, () -> model.askInTurn(rows(ask), budget, allowance(ask), since));
  }

  /** Begins a call, which must be awaited; null if there is no room for it now. */
  static @Nullable Begun begin(Step.Ask ask, Model model, Duration budget) {
    return model.begin(rows(ask), budget, allowance(ask));
  }

  /** Waits for a call to end that was begun. */
  static Said awaited(String name, Model model, Begun call) {
    Outcome outcome;
    try {
      outcome = call.await().get(0);
    } catch (RuntimeException e) {
      outcome = broken(e);
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(call.nanos());
    return new Said(new Member(name, model.ref(), outcome, micros), micros, null);
  }

  private static Said ended(String name, Model model, long since, Supplier<Ended> call) {
    Outcome outcome;
    long nanos = 0;
    try {
      Ended ended = call.get();
      nanos = ended.nanos();
      outcome = ended.outcomes().get(0);
    } catch (RuntimeException e) {
      outcome = broken(e);
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - since);
    return new Said(
        new Member(name, model.ref(), outcome, micros), TimeUnit.NANOSECONDS.toMicros(nanos), null);
  }

  private static Outcome broken(RuntimeException e) {
    return new Outcome.Failed(Reason.ERROR, e.getClass().getSimpleName());
  }

  private static List<Features> rows(Step.Ask ask) {
    return List.of(ask.on().features());
  }

  private static Allowance allowance(Step.Ask ask) {
    return Allowance.inTurn(
        ask.tier().terms().bounds().calls(), ask.on().policy().charter().overload().adaptive());
  }
}
