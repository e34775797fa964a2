package dev.backstop.telemetry;

import dev.backstop.domain.DegradationLevel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Shows how far each domain is degraded. Safe for all threads at once. */
public final class DegradationMeters {

  private final MeterRegistry registry;
  private final ConcurrentMap<String, AtomicInteger> levels = new ConcurrentHashMap<>();

  DegradationMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  public void show(String domain, DegradationLevel level) {
    levels.computeIfAbsent(domain, this::register).set(level.gravity());
  }

  private AtomicInteger register(String domain) {
    AtomicInteger level = new AtomicInteger();
    Gauge.builder(Meter.DEGRADATION_LEVEL.meterName(), level, AtomicInteger::get)
        .description(Meter.DEGRADATION_LEVEL.description())
        .tag("domain", domain)
        .register(registry);
    return level;
  }
}
