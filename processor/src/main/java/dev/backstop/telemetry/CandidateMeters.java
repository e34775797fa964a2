package dev.backstop.telemetry;

import dev.backstop.judge.Evidence;
import dev.backstop.judge.ShadowRequest;
import dev.backstop.judge.Trial;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
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

  private final ConcurrentMap<List<String>, List<Gauge>> gauges = new ConcurrentHashMap<>();

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

  /** Shows the evidence as it is now. To be called by one thread at a time. */
  public void evidence(Evidence evidence) {
    List<String> tags = tags(evidence);
    if (newest.put(tags, evidence) == null) {
      gauges.put(
          tags,
          List.of(
              gauge(Meter.CANARY_RECORDS, tags, Evidence::records),
              gauge(Meter.CANARY_EVIDENCE_FOR, tags, Evidence::forCandidate),
              gauge(Meter.CANARY_EVIDENCE_AGAINST, tags, Evidence::forIncumbent),
              gauge(Meter.CANARY_DISAGREEMENT, tags, Evidence::logLikelihoodRatio),
              gauge(Meter.CANARY_VERDICT, tags, CandidateMeters::sign)));
    }
  }

  /** Shows it no more. To be called by one thread at a time. */
  public void forget(Evidence evidence) {
    List<String> tags = tags(evidence);
    newest.remove(tags);
    List<Gauge> shown = gauges.remove(tags);
    if (shown != null) {
      shown.forEach(registry::remove);
    }
  }

  /** A version of a policy gathers its own evidence, so it has gauges of its own. */
  private static List<String> tags(Evidence evidence) {
    Trial trial = evidence.trial();
    return List.of(
        trial.policy().name(),
        trial.policy().version(),
        trial.tier(),
        trial.candidate(),
        evidence.segment() == null ? "none" : evidence.segment());
  }

  private static double sign(Evidence evidence) {
    return switch (evidence.verdict()) {
      case FOR_CANDIDATE -> 1;
      case AGAINST_CANDIDATE -> -1;
      case OPEN, UNDECIDED -> 0;
    };
  }

  private Gauge gauge(Meter meter, List<String> tags, ToDoubleFunction<Evidence> shown) {
    return Gauge.builder(
            meter.meterName(),
            () -> {
              Evidence evidence = newest.get(tags);
              return evidence == null ? Double.NaN : shown.applyAsDouble(evidence);
            })
        .description(meter.description())
        .tags(
            "policy",
            tags.get(0),
            "version",
            tags.get(1),
            "tier",
            tags.get(2),
            "model",
            tags.get(3),
            "segment",
            tags.get(4))
        .register(registry);
  }
}
