package dev.backstop.telemetry;

import dev.backstop.domain.Drill;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts what is asked of people, and what becomes of what they say. Safe for all threads. */
public final class ReviewMeters {

  /** What becomes of a verdict: the values of the tag {@code result}. */
  public enum VerdictResult {
    ACCEPTED,
    HEARD,
    LATE,
    DUPLICATE,
    REFUSED,
    EARLY,
    REROUTED,
    UNMATCHED
  }

  private final TaggedMeters meters;
  private final AtomicLong pending = new AtomicLong();
  private final AtomicLong beside = new AtomicLong();

  ReviewMeters(MeterRegistry registry, TaggedMeters meters) {
    this.meters = meters;
    registry.gauge(Meter.PENDING.meterName(), pending);
    registry.gauge(Meter.AUDIT_OPEN.meterName(), beside);
    // A rare event's counter exists from the start: the first one must show as an increase.
    for (VerdictResult result : VerdictResult.values()) {
      meters.counter(Meter.VERDICTS, result.name());
    }
  }

  /**
   * Adds to the number of requests that wait for a person; a task that moves away takes its share
   * with it.
   */
  public void pending(long change) {
    pending.addAndGet(change);
  }

  /** How many requests wait for a person on this instance. */
  long pending() {
    return pending.get();
  }

  /** Adds to the number of questions beside a decision, as {@link #pending(long)} does. */
  public void beside(long change) {
    beside.addAndGet(change);
  }

  public void verdict(VerdictResult result) {
    meters.counter(Meter.VERDICTS, result.name()).increment();
  }

  /**
   * Counts what became of a verdict on a request. Drills have meters of their own.
   *
   * @param requestId or null if it is not known
   */
  public void verdict(@Nullable String requestId, VerdictResult result) {
    if (requestId == null || !Drill.owns(requestId)) {
      verdict(result);
    }
  }
}
