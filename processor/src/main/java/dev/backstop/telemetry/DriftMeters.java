package dev.backstop.telemetry;

import dev.backstop.guard.BinCounts;
import dev.backstop.guard.DriftReading;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Shows how far inputs have drifted, on the instance that adds up what all have counted. Safe for
 * all threads at once.
 */
public final class DriftMeters {

  private record Key(String model, String name) {}

  /** The newest reading; not a number until there is one. */
  private static final class Shown {
    private final List<Gauge> gauges;
    private volatile double psi = Double.NaN;
    private volatile double threshold = Double.NaN;

    Shown(Key key, MeterRegistry registry) {
      Tags tags = Tags.of("model", key.model(), "feature", key.name());
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

  /** Shows what is watched of a model, before the first window is full, and nothing else of it. */
  public void present(String model, List<BinCounts> watched) {
    Set<String> names = watched.stream().map(BinCounts::name).collect(Collectors.toSet());
    remove(key -> key.model().equals(model) && !names.contains(key.name()));
    names.forEach(name -> shown(model, name));
  }

  /** Shows the newest readings. */
  public void read(String model, List<DriftReading> readings) {
    for (DriftReading reading : readings) {
      Shown one = shown(model, reading.name());
      one.psi = reading.psi();
      one.threshold = reading.threshold();
    }
  }

  /** Shows a model no more: another instance has it now, or nobody watches it. */
  public void gone(String model) {
    remove(key -> key.model().equals(model));
  }

  private void remove(Predicate<Key> condition) {
    shown.forEach(
        (key, one) -> {
          if (condition.test(key) && shown.remove(key, one)) {
            one.gauges.forEach(registry::remove);
          }
        });
  }

  private Shown shown(String model, String name) {
    return shown.computeIfAbsent(new Key(model, name), key -> new Shown(key, registry));
  }
}
