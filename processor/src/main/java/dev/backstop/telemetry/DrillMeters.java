package dev.backstop.telemetry;

import dev.backstop.decision.Emission;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Drill;

/** Counts what becomes of drills. Safe for all threads at once. */
public final class DrillMeters {

  private static final String NONE = "none";
  private static final String UNKNOWN = "unknown";

  private final TaggedMeters meters;
  private final ProvenMeters proven;

  DrillMeters(TaggedMeters meters, ProvenMeters proven) {
    this.meters = meters;
    this.proven = proven;
  }

  /** Counts a record that was taken. */
  public void requested(Drill drill) {
    meters.counter(Meter.DRILL_REQUESTS, drill.scenario()).increment();
  }

  /** Counts what was made of one, as far as something has become of it. */
  public void left(Emission emission) {
    if (emission instanceof Emission.Decided decided) {
      Decision decision = decided.decision();
      Drill drill = decision.drill();
      proven.answered(decision);
      outcome(
          drill == null ? UNKNOWN : drill.scenario(), decision.tier(), decision.status().name());
    } else if (emission instanceof Emission.Dropped dropped) {
      outcome(UNKNOWN, NONE, dropped.letter().cause().name());
    }
  }

  private void outcome(String scenario, String tier, String status) {
    meters.counter(Meter.DRILL_OUTCOMES, scenario, tier, status).increment();
  }
}
