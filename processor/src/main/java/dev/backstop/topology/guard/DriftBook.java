package dev.backstop.topology.guard;

import dev.backstop.guard.DriftReading;
import dev.backstop.guard.DriftWatch;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.InputReport;
import dev.backstop.telemetry.DriftMeters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the models of one task are asked, in memory alone, with what is shown of it. */
final class DriftBook {

  private final DriftMeters meters;
  private final Map<Guarded, DriftWatch> watches = new HashMap<>();

  DriftBook(DriftMeters meters) {
    this.meters = meters;
  }

  /**
   * Adds a report; the readings of the windows that this filled.
   *
   * @param window rows of one
   */
  List<DriftReading> add(InputReport report, int window) {
    DriftWatch watch = watches.get(report.guarded());
    if (watch == null) {
      watch = new DriftWatch();
      watches.put(report.guarded(), watch);
      meters.present(report.guarded(), report.counts());
    }
    List<DriftReading> readings = watch.add(report.counts(), window);
    meters.read(report.guarded(), readings);
    return readings;
  }

  /** Nobody asks it any more. */
  void forget(Guarded guarded) {
    if (watches.remove(guarded) != null) {
      meters.gone(List.of(guarded));
    }
  }

  /** Shows nothing of them any more. */
  void close() {
    meters.gone(watches.keySet());
    watches.clear();
  }
}
