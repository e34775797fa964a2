package dev.backstop.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** Counts incidents, where they are written. Safe for all threads at once. */
public final class IncidentMeters {

  private final Counter opened;
  private final Counter closed;
  private final AtomicLong open = new AtomicLong();

  IncidentMeters(MeterRegistry registry) {
    // There from the start: the first one must show as an increase.
    this.opened = counter(registry, "OPENED");
    this.closed = counter(registry, "CLOSED");
    Gauge.builder(Meter.INCIDENTS_OPEN.meterName(), open, AtomicLong::get)
        .description(Meter.INCIDENTS_OPEN.description())
        .register(registry);
  }

  public void opened() {
    opened.increment();
    open.incrementAndGet();
  }

  public void closed() {
    closed.increment();
    open.decrementAndGet();
  }

  /** Adds those that come to this instance with their task, or leave with it. */
  public void open(long change) {
    open.addAndGet(change);
  }

  private static Counter counter(MeterRegistry registry, String result) {
    return Counter.builder(Meter.INCIDENTS.meterName())
        .description(Meter.INCIDENTS.description())
        .tag("result", result)
        .register(registry);
  }
}
