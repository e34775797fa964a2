package dev.backstop.topology.guard;

import dev.backstop.control.ControlBoard;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.DriftReading;
import dev.backstop.guard.DriftStanding;
import dev.backstop.guard.DriftWatch;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.InputReport;
import dev.backstop.telemetry.DriftMeters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the models of one task are asked, in memory alone, with what is shown of it; and what stands
 * of a model whose other segments are another task's.
 */
final class DriftBook {

  private final DriftMeters meters;
  private final ControlBoard board;
  private final Map<String, DriftWatch> watches = new HashMap<>();

  DriftBook(DriftMeters meters, ControlBoard board) {
    this.meters = meters;
    this.board = board;
  }

  /**
   * Adds a report; the readings that are new. Null if it is of another package than the one in
   * force.
   *
   * @param window rows of one
   * @param remembered the package that what stands was measured on; null if that is not known
   */
  @Nullable List<DriftReading> add(
      InputReport report, int window, @Nullable String remembered, long now) {
    String model = report.guarded().model();
    DriftWatch watch = watches.computeIfAbsent(model, unseen -> new DriftWatch(remembered, now));
    List<DriftReading> readings = watch.add(report, window, now);
    if (readings != null) {
      meters.present(model, report.counts());
      meters.read(model, readings);
    }
    return readings;
  }

  /**
   * What of the model's inputs has drifted, in all segments together; null if that is not known
   * here. The task that has the breaker of no segment decides it.
   */
  @Nullable DriftStanding standing(Owned one) {
    Guarded guarded = one.breaker.guarded();
    if (guarded.segment() == null) {
      return one.drift.standing();
    }
    BreakerNews news = board.breakers().of(guarded.model(), null);
    return news == null ? null : news.drifted();
  }

  /** Nobody watches what it is asked any more. */
  void forget(String model) {
    if (watches.remove(model) != null) {
      meters.gone(model);
    }
  }

  /** Shows nothing of them any more. */
  void close() {
    watches.keySet().forEach(meters::gone);
    watches.clear();
  }
}
