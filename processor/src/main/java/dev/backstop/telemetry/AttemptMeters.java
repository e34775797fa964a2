package dev.backstop.telemetry;

import dev.backstop.domain.Attempt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** Counts what tiers have said, with how long it took and how sure they were. */
final class AttemptMeters {

  private static final String NONE = "none";

  private record Own(Counter count, Timer latency, DistributionSummary confidence) {}

  private final TaggedMeters meters;

  // On the path of every record: found in one look-up.
  private final ConcurrentMap<AttemptKey, Own> byKey = new ConcurrentHashMap<>();

  AttemptMeters(TaggedMeters meters) {
    this.meters = meters;
  }

  /** Counts the attempts from the given position on: those that a step has added. */
  void attempted(List<Attempt> attempts, int from) {
    for (int i = from; i < attempts.size(); i++) {
      attempted(attempts.get(i));
    }
  }

  private void attempted(Attempt attempt) {
    String model = attempt.model() == null ? NONE : attempt.model().name();
    AttemptKey key = new AttemptKey(attempt.tier(), model, attempt.reason());
    Own own = byKey.get(key);
    if (own == null) {
      own = byKey.computeIfAbsent(key, this::made);
    }
    own.count().increment();
    if (attempt.model() != null) {
      own.latency().record(attempt.latencyMicros(), TimeUnit.MICROSECONDS);
    }
    Double confidence = attempt.confidence();
    if (confidence != null) {
      own.confidence().record(confidence);
    }
  }

  private Own made(AttemptKey key) {
    return new Own(
        meters.counter(
            Meter.ATTEMPTS,
            key.tier(),
            key.model(),
            key.reason() == null ? "OK" : key.reason().name()),
        meters.timer(Meter.SCORE_LATENCY, key.tier(), key.model()),
        meters.summary(Meter.CONFIDENCE, key.tier(), key.model()));
  }
}
