package dev.backstop.telemetry;

import dev.backstop.judge.Evidence;
import dev.backstop.judge.ShadowRequest;
import dev.backstop.judge.Trial;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToDoubleFunction;

/** Counts what becomes of candidates. Safe for all threads at once. */
public final class CandidateMeters {

  /** What becomes of a question to the other model: the values of the tag {@code result}. */
  public enum Result {
    ANSWERED,
    /** The model gave no answer. */
    FAILED,
    /** The model is not loaded on this instance; nothing is compared. */
    NOT_LOADED,
    /** The model was busy or had been shut off; nothing is compared. */
    BUSY,
    /** The question does not fit into a record; nothing is compared. */
    TOO_LARGE,
    /** The question could not be made or written; nothing is compared. */
    NOT_WRITTEN
  }

  private final MeterRegistry registry;
  private final ConcurrentMap<List<String>, Counter> asked = new ConcurrentHashMap<>();

  /** By the tags of its gauges, the newest evidence. */
  private final ConcurrentMap<List<String>, Evidence> newest = new ConcurrentHashMap<>();

  CandidateMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Counts a question to the other model. */
  public void asked(ShadowRequest request, Result result) {
    asked(request.trial().tier(), request.ask(), result);
  }

  /** Counts a question that there should have been. */
  public void asked(String tier, String model, Result result) {
    asked
        .computeIfAbsent(
            List.of(tier, model, result.name()),
            tags ->
                Counter.builder(Meter.SHADOW_REQUESTS.meterName())
                    .description(Meter.SHADOW_REQUESTS.description())
                    .tags("tier", tags.get(0), "model", tags.get(1), "result", tags.get(2))
                    .register(registry))
        .increment();
  }

  /** Shows the evidence as it is now. */
  public void evidence(Evidence evidence) {
    Trial trial = evidence.trial();
    String segment = evidence.segment() == null ? "none" : evidence.segment();
    List<String> tags = List.of(trial.policy().name(), trial.tier(), trial.candidate(), segment);
    if (newest.put(tags, evidence) == null) {
      gauge(Meter.CANARY_RECORDS, tags, Evidence::records);
      gauge(Meter.CANARY_EVIDENCE_FOR, tags, now -> now.pairs().forCandidate());
      gauge(Meter.CANARY_EVIDENCE_AGAINST, tags, now -> now.pairs().forIncumbent());
      gauge(Meter.CANARY_DISAGREEMENT, tags, now -> now.agreement().logLikelihoodRatio());
      gauge(Meter.CANARY_VERDICT, tags, CandidateMeters::sign);
    }
  }

  private static double sign(Evidence evidence) {
    return switch (evidence.verdict()) {
      case FOR_CANDIDATE -> 1;
      case AGAINST_CANDIDATE -> -1;
      case OPEN, UNDECIDED -> 0;
    };
  }

  private void gauge(Meter meter, List<String> tags, ToDoubleFunction<Evidence> shown) {
    Gauge.builder(
            meter.meterName(), () -> shown.applyAsDouble(Objects.requireNonNull(newest.get(tags))))
        .description(meter.description())
        .tags(
            "policy",
            tags.get(0),
            "tier",
            tags.get(1),
            "model",
            tags.get(2),
            "segment",
            tags.get(3))
        .register(registry);
  }
}
