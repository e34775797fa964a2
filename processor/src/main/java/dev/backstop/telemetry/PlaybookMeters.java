package dev.backstop.telemetry;

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

  /** Counts a run that has come to a state. */
  public void moved(String playbook, String state) {
    Counter.builder(Meter.PLAYBOOK_RUNS.meterName())
        .description(Meter.PLAYBOOK_RUNS.description())
        .tags("playbook", playbook, "state", state)
        .register(registry)
        .increment();
  }

  /** Counts a notice by whether it was taken. */
  public void told(boolean taken) {
    notice(taken, 1);
  }

  private void notice(boolean taken, int number) {
    Counter.builder(Meter.PLAYBOOK_NOTICES.meterName())
        .description(Meter.PLAYBOOK_NOTICES.description())
        .tags("result", taken ? "TAKEN" : "FAILED")
        .register(registry)
        .increment(number);
  }
}
