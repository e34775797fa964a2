package dev.backstop.telemetry;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Decision;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.Memo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what happens to records. Safe for all stream threads at once. */
public final class Telemetry {

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

  private record DecisionMeters(Counter count, Timer latency) {}

  private final TaggedMeters meters;
  private final AttemptMeters attempts;
  private final CandidateMeters candidates;
  private final BreakerMeters breakers;
  private final GuardMeters guard;
  private final ProvenMeters proven;
  private final DrillMeters drills;
  private final OverloadMeters overload;
  private final DriftMeters drift;
  private final ReviewMeters reviews;
  private final AtomicLong controls = new AtomicLong();
  private final TrafficMeters traffic;
  // On the path of every record: found in one look-up each.
  private final ConcurrentMap<DecisionKey, DecisionMeters> decisions = new ConcurrentHashMap<>();
  private final Map<Memo.Use, ConcurrentMap<String, Counter>> memos = new EnumMap<>(Memo.Use.class);
  private final Counter requests;

  public Telemetry(MeterRegistry registry) {
    this.meters = new TaggedMeters(registry);
    this.attempts = new AttemptMeters(meters);
    this.candidates = new CandidateMeters(registry);
    this.breakers = new BreakerMeters(registry);
    this.guard = GuardMeters.of(registry);
    this.proven = new ProvenMeters(registry);
    this.drills = new DrillMeters(meters, proven);
    this.overload = new OverloadMeters(registry);
    this.drift = new DriftMeters(registry);
    this.reviews = new ReviewMeters(registry, meters);
    this.traffic = new TrafficMeters(reviews::pending);
    registry.gauge(Meter.CONTROLS_ACTIVE.meterName(), controls);
    // Counters without tags exist from the start: an alert on their absence must not fire on a
    // quiet day.
    for (Meter meter : Meter.values()) {
      if (meter.kind() == Meter.Kind.COUNTER && meter.tags().isEmpty()) {
        meters.counter(meter);
      }
    }
    // So do those of rare events: the first one must show as an increase.
    present(Meter.POLICY_CHANGES, PolicyResult.values());
    present(Meter.CONTROL_CHANGES, ControlResult.values());
    present(Meter.AUDIT_PANEL, PanelResult.values());
    for (Memo.Use use : Memo.Use.values()) {
      memos.put(use, new ConcurrentHashMap<>());
    }
    requests = meters.counter(Meter.REQUESTS);
  }

  /** The meters of candidate models. */
  public CandidateMeters candidates() {
    return candidates;
  }

  /** The meters of drift. */
  public DriftMeters drift() {
    return drift;
  }

  /** The meters of breakers. */
  public BreakerMeters breakers() {
    return breakers;
  }

  /** The meters of degradation, incidents and playbooks. */
  public GuardMeters guard() {
    return guard;
  }

  /** The meters of when each tier last answered. */
  public ProvenMeters proven() {
    return proven;
  }

  /** The meters of drills, which count in no other. */
  public DrillMeters drills() {
    return drills;
  }

  /** The meters of overload. */
  public OverloadMeters overload() {
    return overload;
  }

  /** What must balance, added up. */
  public TrafficMeters traffic() {
    return traffic;
  }

  /** The meters of reviews and verdicts. */
  public ReviewMeters reviews() {
    return reviews;
  }

  public void requestRead() {
    traffic.requestRead();
    requests.increment();
  }

  public void duplicate() {
    traffic.duplicate();
    meters.counter(Meter.DUPLICATES).increment();
  }

  /** Counts the attempts from the given position on: those that a step has added. */
  public void attempted(List<Attempt> all, int from) {
    attempts.attempted(all, from);
  }

  /** Counts a question to a model tier, by what a batch had done for it. */
  public void memo(String tier, Memo.Use use) {
    ConcurrentMap<String, Counter> byTier = Objects.requireNonNull(memos.get(use));
    Counter counter = byTier.get(tier);
    if (counter == null) {
      counter = byTier.computeIfAbsent(tier, t -> meters.counter(Meter.BATCH_MEMO, t, use.name()));
    }
    counter.increment();
  }

  /** Counts the rows that one call answered. */
  public void batchScored(String tier, String model, int rows) {
    meters.summary(Meter.BATCH_ROWS, tier, model).record(rows);
  }

  public void escalated(String tier) {
    meters.counter(Meter.ESCALATIONS, tier).increment();
  }

  public void reviewOpened() {
    meters.counter(Meter.REVIEWS).increment();
  }

  public void decided(Decision decision) {
    DecisionKey key =
        new DecisionKey(
            decision.policy().name(),
            decision.tier(),
            decision.status(),
            decision.reason(),
            decision.degraded());
    DecisionMeters own = decisions.get(key);
    if (own == null) {
      own = decisions.computeIfAbsent(key, this::meters);
    }
    own.count().increment();
    proven.answered(decision);
    traffic.decided(decision);
    Duration took = Duration.between(decision.requestedAt(), decision.decidedAt());
    // A producer's clock may be ahead of ours, or say year 1; counting must not fail on that.
    own.latency()
        .record(took.isNegative() ? Duration.ZERO : took.compareTo(LONGEST) > 0 ? LONGEST : took);
  }

  private DecisionMeters meters(DecisionKey key) {
    return new DecisionMeters(
        meters.counter(
            Meter.DECISIONS,
            key.policy(),
            key.tier(),
            key.status().name(),
            key.reason() == null ? NONE : key.reason().name(),
            Boolean.toString(key.degraded())),
        meters.timer(Meter.DECISION_LATENCY, key.tier(), key.status().name()));
  }

  public void deadLettered(String topic, DeadLetter.Cause cause) {
    meters.counter(Meter.DEAD_LETTERS, topic, cause.name()).increment();
    traffic.deadLettered(topic);
  }

  public void panel(PanelResult result) {
    meters.counter(Meter.AUDIT_PANEL, result.name()).increment();
  }

  /** Counts what became of a request on the panel; a label of any other is no part of it. */
  public void labelled(LabelledExample example) {
    if (example.audit() != null && example.audit().drawn()) {
      panel(example.label() == null ? PanelResult.UNRESOLVED : PanelResult.RESOLVED);
      weigh(example);
    }
  }

  /** So that labels drawn at different rates can be added up (Horvitz and Thompson, 1952). */
  private void weigh(LabelledExample example) {
    Boolean error = example.error();
    String tier = example.compared().tier();
    if (error != null) {
      meters
          .counter(
              Meter.AUDIT_WEIGHT,
              example.policy().name(),
              tier == null ? NONE : tier,
              example.origin().name().toLowerCase(Locale.ROOT),
              error.toString())
          .increment(1 / example.propensity());
    }
  }

  public void policyChanged(PolicyResult result) {
    meters.counter(Meter.POLICY_CHANGES, result.name()).increment();
  }

  public void controlChanged(ControlResult result) {
    meters.counter(Meter.CONTROL_CHANGES, result.name()).increment();
  }

  /** How many operators' switches are in force now. */
  public void controlsInForce(int number) {
    controls.set(number);
  }

  public void threadReplaced() {
    meters.counter(Meter.THREADS_REPLACED).increment();
  }

  private void present(Meter meter, Enum<?>... results) {
    for (Enum<?> result : results) {
      meters.counter(meter, result.name());
    }
  }
}
