package dev.backstop.telemetry;

import dev.backstop.playbook.Run;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what becomes of playbooks, where they run. Safe for all threads at once. */
public final class PlaybookMeters {

  private final MeterRegistry registry;

  PlaybookMeters(MeterRegistry registry) {
    this.registry = registry;
    notice(true, 0);
    notice(false, 0);
  }

  /** From now on the runs of a playbook are counted, so that the first one is a change. */
  public void count(String playbook) {
    for (Run.State state : Run.State.values()) {
      run(playbook, state, 0);
    }
  }

  /** Counts a run that has come to a state. */
  public void moved(String playbook, Run.State state) {
    run(playbook, state, 1);
  }

  /** Counts a notice by whether it was taken. */
  public void told(boolean taken) {
    notice(taken, 1);
  }

  private void run(String playbook, Run.State state, int number) {
    Counter.builder(Meter.PLAYBOOK_RUNS.meterName())
        .description(Meter.PLAYBOOK_RUNS.description())
        .tags("playbook", playbook, "state", state.name())
        .register(registry)
        .increment(number);
  }

  private void notice(boolean taken, int number) {
    Counter.builder(Meter.PLAYBOOK_NOTICES.meterName())
        .description(Meter.PLAYBOOK_NOTICES.description())
        .tags("result", taken ? "TAKEN" : "FAILED")
        .register(registry)
        .increment(number);
  }
}
