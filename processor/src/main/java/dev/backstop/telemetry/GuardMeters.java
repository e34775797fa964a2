package dev.backstop.telemetry;

import io.micrometer.core.instrument.MeterRegistry;

/** The meters of what watches over domains. */
public record GuardMeters(
    DegradationMeters degradation, IncidentMeters incidents, PlaybookMeters playbooks) {

  static GuardMeters of(MeterRegistry registry) {
    return new GuardMeters(
        new DegradationMeters(registry),
        new IncidentMeters(registry),
        new PlaybookMeters(registry));
  }
}
