package dev.backstop.telemetry;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Decision;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.Memo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
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

  /** What becomes of a policy: the values of the tag {@code result}. */
  public enum PolicyResult {
    ACTIVATED,
    REFUSED
  }

  /** What becomes of an operator's switch: the values of the tag {@code result}. */
  public enum ControlResult {
    SET,
    CLEARED,
    REFUSED,
    EXPIRED
  }

  /** What becomes of a request on the audit panel: the values of the tag {@code result}. */
  public enum PanelResult {
    DRAWN,
    RESOLVED,
    UNRESOLVED
  }

  private static final String NONE = "none";
  private static final Duration LONGEST = Duration.ofDays(365);

  private record AttemptMeters(Counter count, Timer latency, DistributionSummary confidence) {}

  private record DecisionMeters(Counter count, Timer latency) {}

  private record Tagged(Meter meter, List<String> values) {}

  private final MeterRegistry registry;
  private final CandidateMeters candidates;
  private final AtomicLong pending = new AtomicLong();
  private final AtomicLong controls = new AtomicLong();
  private final AtomicLong auditOpen = new AtomicLong();
  // On the path of every record: found in one look-up each.
  private final ConcurrentMap<AttemptKey, AttemptMeters> attempts = new ConcurrentHashMap<>();
  private final ConcurrentMap<DecisionKey, DecisionMeters> decisions = new ConcurrentHashMap<>();
  private final Map<Memo.Use, ConcurrentMap<String, Counter>> memos = new EnumMap<>(Memo.Use.class);
  private final Counter requests;
  private final ConcurrentMap<Tagged, Counter> counters = new ConcurrentHashMap<>();
  private final ConcurrentMap<Tagged, Timer> timers = new ConcurrentHashMap<>();
  private final ConcurrentMap<Tagged, DistributionSummary> summaries = new ConcurrentHashMap<>();

  public Telemetry(MeterRegistry registry) {
    this.registry = registry;
    this.candidates = new CandidateMeters(registry);
    registry.gauge(Meter.PENDING.meterName(), pending);
    registry.gauge(Meter.CONTROLS_ACTIVE.meterName(), controls);
    registry.gauge(Meter.AUDIT_OPEN.meterName(), auditOpen);
    // Counters without tags exist from the start: an alert on their absence must not fire on a
    // quiet day.
    for (Meter meter : Meter.values()) {
      if (meter.kind() == Meter.Kind.COUNTER && meter.tags().isEmpty()) {
        counter(meter);
      }
    }
    for (Memo.Use use : Memo.Use.values()) {
      memos.put(use, new ConcurrentHashMap<>());
    }
    requests = counter(Meter.REQUESTS);
  }

  /** The meters of candidate models. */
  public CandidateMeters candidates() {
    return candidates;
  }

  public void requestRead() {
    requests.increment();
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
    AttemptKey key = new AttemptKey(attempt.tier(), model, attempt.reason());
    AttemptMeters meters = attempts.get(key);
    if (meters == null) {
      meters = attempts.computeIfAbsent(key, this::meters);
    }
    meters.count().increment();
    if (attempt.model() != null) {
      meters.latency().record(attempt.latencyMicros(), TimeUnit.MICROSECONDS);
    }
    Double confidence = attempt.confidence();
    if (confidence != null) {
      meters.confidence().record(confidence);
    }
  }

  private AttemptMeters meters(AttemptKey key) {
    return new AttemptMeters(
        counter(
            Meter.ATTEMPTS,
            key.tier(),
            key.model(),
            key.reason() == null ? "OK" : key.reason().name()),
        timer(Meter.SCORE_LATENCY, key.tier(), key.model()),
        summary(Meter.CONFIDENCE, key.tier(), key.model()));
  }

  /** Counts a question to a model tier, by what a batch had done for it. */
  public void memo(String tier, Memo.Use use) {
    ConcurrentMap<String, Counter> byTier = Objects.requireNonNull(memos.get(use));
    Counter counter = byTier.get(tier);
    if (counter == null) {
      counter = byTier.computeIfAbsent(tier, t -> counter(Meter.BATCH_MEMO, t, use.name()));
    }
    counter.increment();
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
    DecisionKey key =
        new DecisionKey(
            decision.policy().name(),
            decision.tier(),
            decision.status(),
            decision.reason(),
            decision.degraded());
    DecisionMeters meters = decisions.get(key);
    if (meters == null) {
      meters = decisions.computeIfAbsent(key, this::meters);
    }
    meters.count().increment();
    Duration took = Duration.between(decision.requestedAt(), decision.decidedAt());
    // A producer's clock may be ahead of ours, or say year 1; counting must not fail on that.
    meters
        .latency()
        .record(took.isNegative() ? Duration.ZERO : took.compareTo(LONGEST) > 0 ? LONGEST : took);
  }

  private DecisionMeters meters(DecisionKey key) {
    return new DecisionMeters(
        counter(
            Meter.DECISIONS,
            key.policy(),
            key.tier(),
            key.status().name(),
            key.reason() == null ? NONE : key.reason().name(),
            Boolean.toString(key.degraded())),
        timer(Meter.DECISION_LATENCY, key.tier(), key.status().name()));
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

  public void panel(PanelResult result) {
    counter(Meter.AUDIT_PANEL, result.name()).increment();
  }

  /** Counts what became of a request on the panel; a label of any other is no part of it. */
  public void labelled(LabelledExample example) {
    if (example.audit() != null && example.audit().drawn()) {
      panel(example.label() == null ? PanelResult.UNRESOLVED : PanelResult.RESOLVED);
    }
  }

  /** Adds to the number of questions beside a decision, as {@link #pending(long)} does. */
  public void auditOpen(long change) {
    auditOpen.addAndGet(change);
  }

  public void policyChanged(PolicyResult result) {
    counter(Meter.POLICY_CHANGES, result.name()).increment();
  }

  public void controlChanged(ControlResult result) {
    counter(Meter.CONTROL_CHANGES, result.name()).increment();
  }

  /** How many operators' switches are in force now. */
  public void controlsInForce(int number) {
    controls.set(number);
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
                .serviceLevelObjectives(meter.borders())
                .register(registry));
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
