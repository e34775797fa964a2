package dev.backstop.topology.score;

import dev.backstop.decision.Step;
import dev.backstop.domain.Member;
import dev.backstop.domain.Memo;
import dev.backstop.domain.ModelRef;
import dev.backstop.model.Model;
import dev.backstop.model.ModelFaults;
import dev.backstop.model.Models;
import dev.backstop.telemetry.Telemetry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the models that a case is to be put to, and what a batch has found out of them ahead. */
final class Lookup {

  private final Models models;
  private final ModelFaults faults;
  private final Telemetry telemetry;

  Lookup(Models models, ModelFaults faults, Telemetry telemetry) {
    this.models = models;
    this.faults = faults;
    this.telemetry = telemetry;
  }

  /**
   * Gives the model to the function as the case is to find it: in a drill, with what is to go
   * wrong.
   *
   * @return empty if no model has that name
   */
  <T> Optional<T> with(Step.Ask ask, String name, Duration budget, Function<Model, T> function) {
    return faults.with(models, ask.on().faultAt(ask.tier().name()), name, budget, function);
  }

  /**
   * What a batch has found out; null if the model must be asked. That spares the lease on the
   * model, too, which all threads would have to take for each record.
   */
  @Nullable Said ahead(Step.Ask ask, String name) {
    ModelRef present = models.refOf(name).orElse(null);
    if (present == null) {
      return null;
    }
    Memo memo = ask.on().memo();
    Memo.Answer ahead = memo.of(present);
    if (ask.on().drill() == null) {
      telemetry.memo(ask.tier().name(), ahead == null ? memo.why() : Memo.Use.HIT);
    }
    if (ahead == null) {
      return null;
    }
    long micros = ahead.latencyMicros();
    return new Said(new Member(name, present, ahead.outcome(), micros), micros, null);
  }
}
