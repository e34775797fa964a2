package dev.backstop.topology.score;

import dev.backstop.decision.Emission;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.InputReport;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.telemetry.Telemetry;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What a task that scores tells of itself now and then: how the calls of each model have ended and
 * what they were asked, for the owners of breakers; how long records have waited, and what models
 * can take, for the meters. One thread has it.
 */
final class ScoreReports {

  private final String part;
  private final Models models;
  private final Calls calls;
  private final AskedInputs inputs;
  private final Telemetry telemetry;
  private long longestWait;

  /**
   * @param part of the topology, for meters
   */
  ScoreReports(String part, Models models, Calls calls, AskedInputs inputs, Telemetry telemetry) {
    this.part = part;
    this.models = models;
    this.calls = calls;
    this.inputs = inputs;
    this.telemetry = telemetry;
  }

  /** A record has waited so long for its tier. */
  void waited(long millis) {
    longestWait = Math.max(longestWait, millis);
  }

  /**
   * Tells what has come together since the last time.
   *
   * @param task that tells it
   * @param emit takes what leaves, by key
   */
  void tell(String task, long at, BiConsumer<String, Emission> emit) {
    for (CallReport report : calls.take(task, at)) {
      emit.accept(report.guarded().key(), new Emission.Reported(report));
    }
    for (InputReport report : inputs.take(at)) {
      emit.accept(report.guarded().key(), new Emission.Observed(report));
    }
    telemetry.overload().waited(part, task, longestWait);
    longestWait = 0;
    showModels();
  }

  /** The task reads nothing here any more. */
  void gone(String task) {
    telemetry.overload().gone(part, task);
  }

  private void showModels() {
    Set<String> present = models.names();
    for (String model : present) {
      models
          .with(model, Model::capacity)
          .ifPresent(
              capacity ->
                  telemetry.overload().shown(model, capacity.limit(), capacity.usualMicros()));
    }
    telemetry.overload().keep(present);
  }
}
