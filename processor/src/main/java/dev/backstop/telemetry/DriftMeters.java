package dev.backstop.telemetry;

import dev.backstop.guard.BinCounts;
import dev.backstop.guard.DriftReading;
import dev.backstop.guard.Guarded;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Shows how far inputs have drifted, on the instance that adds up what all have counted. Safe for
 * all threads at once.
 */
public final class DriftMeters {

  private record Key(Guarded guarded, String name) {}

  /** The newest reading; not a number until there is one. */
  private static final class Shown {
    private final List<Gauge> gauges;
    private volatile double psi = Double.NaN;
    private volatile double threshold = Double.NaN;

    Shown(Key key, MeterRegistry registry) {
      Guarded guarded = key.guarded();
      Tags tags =
          Tags.of(
              "model",
              guarded.model(),
              "segment",
              guarded.segment() == null ? "none" : guarded.segment(),
              "feature",
              key.name());
      this.gauges =
          List.of(
              Gauge.builder(Meter.DRIFT_PSI.meterName(), this, now -> now.psi)
                  .description(Meter.DRIFT_PSI.description())
                  .tags(tags)
                  .register(registry),
              Gauge.builder(Meter.DRIFT_THRESHOLD.meterName(), this, now -> now.threshold)
                  .description(Meter.DRIFT_THRESHOLD.description())
                  .tags(tags)
                  .register(registry));
    }
  }

  private final MeterRegistry registry;
  private final ConcurrentMap<Key, Shown> shown = new ConcurrentHashMap<>();

  DriftMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Shows what is watched, before the first window is full. */
  public void present(Guarded guarded, List<BinCounts> watched) {
    watched.forEach(one -> shown(guarded, one.name()));
  }

  /** Shows the newest readings. */
  public void read(Guarded guarded, List<DriftReading> readings) {
    for (DriftReading reading : readings) {
      Shown one = shown(guarded, reading.name());
      one.psi = reading.psi();
      one.threshold = reading.threshold();
    }
  }

  /** Shows these no more: another instance has them now. */
  public void gone(Iterable<Guarded> left) {
    for (Guarded guarded : left) {
      for (Map.Entry<Key, Shown> one : shown.entrySet()) {
        if (one.getKey().guarded().equals(guarded) && shown.remove(one.getKey(), one.getValue())) {
          one.getValue().gauges.forEach(registry::remove);
        }
      }
    }
  }

  private Shown shown(Guarded guarded, String name) {
    return shown.computeIfAbsent(new Key(guarded, name), key -> new Shown(key, registry));
  }
}
