package dev.backstop.telemetry;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Memo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what happens to records. Safe for all stream threads at once. */
public final class Telemetry {

  /** What becomes of a verdict: the values of the tag {@code result}. */
  public enum VerdictResult {
    ACCEPTED,
    LATE,
    DUPLICATE,
    REFUSED,
    EARLY,
    REROUTED,
    UNMATCHED
  }

  private static final String NONE = "none";
  private static final Duration LONGEST = Duration.ofDays(365);

  private static final double[] SHARES = {
    .1, .2, .3, .4, .5, .6, .7, .8, .85, .9, .95, .98, .99, 1.0
  };
  private static final double[] ROWS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

  private record Tagged(Meter meter, List<String> values) {}

  private final MeterRegistry registry;
  private final AtomicLong pending = new AtomicLong();
  private final ConcurrentMap<Tagged, Counter> counters = new ConcurrentHashMap<>();
  private final ConcurrentMap<Tagged, Timer> timers = new ConcurrentHashMap<>();
  private final ConcurrentMap<Tagged, DistributionSummary> summaries = new ConcurrentHashMap<>();

  public Telemetry(MeterRegistry registry) {
    this.registry = registry;
    registry.gauge(Meter.PENDING.meterName(), pending);
    // Counters without tags exist from the start: an alert on their absence must not fire on a
    // quiet day.
    for (Meter meter : Meter.values()) {
      if (meter.kind() == Meter.Kind.COUNTER && meter.tags().isEmpty()) {
        counter(meter);
      }
    }
  }

  public void requestRead() {
    counter(Meter.REQUESTS).increment();
  }

  public void duplicate() {
    counter(Meter.DUPLICATES).increment();
  }

  /** Counts the attempts from the given position on: those that a step has added. */
  public void attempted(List<Attempt> attempts, int from) {
    for (int i = from; i < attempts.size(); i++) {
      attempted(attempts.get(i));
    }
  }

  private void attempted(Attempt attempt) {
    String model = attempt.model() == null ? NONE : attempt.model().name();
    counter(
            Meter.ATTEMPTS,
            attempt.tier(),
            model,
            attempt.reason() == null ? "OK" : attempt.reason().name())
        .increment();
    if (attempt.model() != null) {
      timer(Meter.SCORE_LATENCY, attempt.tier(), model)
          .record(Duration.ofNanos(attempt.latencyMicros() * 1000));
    }
    Double confidence = attempt.confidence();
    if (confidence != null) {
      summary(Meter.CONFIDENCE, attempt.tier(), model).record(confidence);
    }
  }

  /** Counts a question to a model tier, by what a batch had done for it. */
  public void memo(String tier, Memo.Use use) {
    counter(Meter.BATCH_MEMO, tier, use.name()).increment();
  }

  /** Counts the rows that one call answered. */
  public void batchScored(String tier, String model, int rows) {
    summary(Meter.BATCH_ROWS, tier, model).record(rows);
  }

  public void escalated(String tier) {
    counter(Meter.ESCALATIONS, tier).increment();
  }

  public void reviewOpened() {
    counter(Meter.REVIEWS).increment();
  }

  public void verdict(VerdictResult result) {
    counter(Meter.VERDICTS, result.name()).increment();
  }

  public void decided(Decision decision) {
    String reason = decision.reason() == null ? NONE : decision.reason().name();
    counter(
            Meter.DECISIONS,
            decision.policy().name(),
            decision.tier(),
            decision.status().name(),
            reason,
            Boolean.toString(decision.degraded()))
        .increment();
    Duration took = Duration.between(decision.requestedAt(), decision.decidedAt());
    // A producer's clock may be ahead of ours, or say year 1; counting must not fail on that.
    timer(Meter.DECISION_LATENCY, decision.tier(), decision.status().name())
        .record(took.isNegative() ? Duration.ZERO : took.compareTo(LONGEST) > 0 ? LONGEST : took);
  }

  public void deadLettered(String topic, DeadLetter.Cause cause) {
    counter(Meter.DEAD_LETTERS, topic, cause.name()).increment();
  }

  /**
   * Adds to the number of requests that wait for a person; a task that moves away takes its share
   * with it.
   */
  public void pending(long change) {
    pending.addAndGet(change);
  }

  public long pending() {
    return pending.get();
  }

  public void threadReplaced() {
    counter(Meter.THREADS_REPLACED).increment();
  }

  private Counter counter(Meter meter, String... values) {
    return counters.computeIfAbsent(
        new Tagged(meter, List.of(values)),
        tagged ->
            Counter.builder(meter.meterName())
                .description(meter.description())
                .tags(tags(tagged))
                .register(registry));
  }

  private Timer timer(Meter meter, String... values) {
    return timers.computeIfAbsent(
        new Tagged(meter, List.of(values)),
        tagged ->
            Timer.builder(meter.meterName())
                .description(meter.description())
                .tags(tags(tagged))
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(10_000))
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(registry));
  }

  private DistributionSummary summary(Meter meter, String... values) {
    return summaries.computeIfAbsent(
        new Tagged(meter, List.of(values)),
        tagged ->
            DistributionSummary.builder(meter.meterName())
                .description(meter.description())
                .tags(tags(tagged))
                .serviceLevelObjectives(borders(meter))
                .register(registry));
  }

  private static double[] borders(Meter meter) {
    return meter == Meter.BATCH_ROWS ? ROWS : SHARES;
  }

  private static String[] tags(Tagged tagged) {
    String[] tags = new String[tagged.values().size() * 2];
    for (int i = 0; i < tagged.values().size(); i++) {
      tags[2 * i] = tagged.meter().tags().get(i);
      tags[2 * i + 1] = tagged.values().get(i);
    }
    return tags;
  }
}
