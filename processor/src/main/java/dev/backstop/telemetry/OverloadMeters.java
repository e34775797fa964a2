package dev.backstop.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Shows how full queues are, and what models can take. Safe for all threads at once. */
public final class OverloadMeters {

  private static final double MILLI = 1e-3;
  private static final double MICRO = 1e-6;

  private static final class Shown {
    private final List<Gauge> gauges = new ArrayList<>();
    private volatile double limit;
    private volatile double usual = Double.NaN;
  }

  private final MeterRegistry registry;
  private final TaggedMeters meters;
  private final ConcurrentMap<String, ConcurrentMap<String, Long>> waits =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Shown> models = new ConcurrentHashMap<>();

  OverloadMeters(MeterRegistry registry) {
    this.registry = registry;
    this.meters = new TaggedMeters(registry);
  }

  /**
   * Shows how long records have waited.
   *
   * @param part of the topology
   * @param task that has read them
   */
  public void waited(String part, String task, long millis) {
    waits.computeIfAbsent(part, this::watched).put(task, millis);
  }

  /** A task reads nothing here any more. */
  public void gone(String part, String task) {
    Map<String, Long> tasks = waits.get(part);
    if (tasks != null) {
      tasks.remove(task);
    }
  }

  /** Shows what a model can take. */
  public void shown(String model, int limit, OptionalLong usualMicros) {
    Shown shown = models.computeIfAbsent(model, this::loaded);
    shown.limit = limit;
    shown.usual = usualMicros.isPresent() ? usualMicros.getAsLong() * MICRO : Double.NaN;
  }

  /** Shows no model any more that is not among these. */
  public void keep(Set<String> present) {
    for (String model : models.keySet()) {
      if (!present.contains(model)) {
        // In one step with showing it, which another thread may be about to.
        models.computeIfPresent(model, (name, shown) -> removed(shown));
      }
    }
  }

  /** Counts a call that was made once more. */
  public void retried(String tier, String model, boolean answered) {
    meters.counter(Meter.RETRIES, tier, model, answered ? "ANSWERED" : "FAILED").increment();
  }

  private ConcurrentMap<String, Long> watched(String part) {
    ConcurrentMap<String, Long> tasks = new ConcurrentHashMap<>();
    Gauge.builder(
            Meter.QUEUE_WAIT.meterName(),
            tasks,
            all -> all.values().stream().mapToLong(Long::longValue).max().orElse(0) * MILLI)
        .description(Meter.QUEUE_WAIT.description())
        .tags("part", part)
        .register(registry);
    return tasks;
  }

  private Shown loaded(String model) {
    Shown shown = new Shown();
    shown.gauges.add(gauge(Meter.MODEL_LIMIT, model, shown, now -> now.limit));
    shown.gauges.add(gauge(Meter.MODEL_USUAL, model, shown, now -> now.usual));
    return shown;
  }

  private Gauge gauge(Meter meter, String model, Shown shown, ToDoubleFunction<Shown> value) {
    return Gauge.builder(meter.meterName(), shown, value)
        .description(meter.description())
        .tags("model", model)
        .register(registry);
  }

  /** Null: there is nothing left to show. */
  private @Nullable Shown removed(Shown shown) {
    shown.gauges.forEach(registry::remove);
    return null;
  }
}
