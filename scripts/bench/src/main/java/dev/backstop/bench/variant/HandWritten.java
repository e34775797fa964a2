package dev.backstop.bench.variant;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.ModelRef;
import dev.backstop.v1.PolicyRef;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.SourcePosition;
import dev.backstop.v1.TierKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The least that answers a request with the same contract: the models in their order, the first
 * that is sure enough, and a decision record that says so. No budgets, no breaker, no duplicates,
 * no headers, no people: the last model's answer is taken whatever its confidence.
 */
final class HandWritten implements AutoCloseable {
  private static final PolicyRef POLICY = new PolicyRef("by-hand", "1.0.0", "0".repeat(64));
  private static final ModelRef NO_MODEL = new ModelRef("none", "1.0.0", "0".repeat(64));
  private static final Score NO_SCORE =
      new Score("good", Map.of("good", 0.9, "bad", 0.1), 0.9, 0.9);

  private final List<Asked> models;
  private final List<Double> thresholds;

  HandWritten(List<Asked> models, List<Double> thresholds) {
    this.models = models;
    this.thresholds = thresholds;
  }

  /** A request and what will be said about it. */
  private static final class Open {
    private final Features features;
    private final List<Attempt> attempts = new ArrayList<>(2);
    private @Nullable Score score;

    Open(PredictionRequest request) {
      this.features = new Features(nullable(request.getFeatures()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> nullable(Map<String, Object> values) {
      return (Map<String, @Nullable Object>) (Map<?, ?>) values;
    }
  }

  /** One decision a request, in their order. */
  List<Decision> answer(List<PredictionRequest> requests, List<SourcePosition> sources) {
    List<Open> all = requests.stream().map(Open::new).toList();
    List<Open> open = all;
    for (int at = 0; at < models.size() && !open.isEmpty(); at++) {
      open = ask(at, open);
    }
    List<Decision> decisions = new ArrayList<>(requests.size());
    for (int i = 0; i < all.size(); i++) {
      decisions.add(decision(requests.get(i), all.get(i), sources.get(i)));
    }
    return decisions;
  }

  private List<Open> ask(int at, List<Open> open) {
    Asked model = models.get(at);
    boolean last = at == models.size() - 1;
    double threshold = thresholds.get(at);
    String tier = at == 0 ? "primary" : "secondary";
    ModelRef ref = new ModelRef(model.ref().name(), model.ref().version(), model.ref().sha256());
    long began = System.nanoTime();
    List<Outcome> outcomes = model.ask(open.stream().map(one -> one.features).toList());
    long micros = (System.nanoTime() - began) / 1000;
    Instant now = Instant.now();
    List<Open> unsure = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      Open one = open.get(i);
      Score score = outcomes.get(i) instanceof Outcome.Scored scored ? scored.score() : null;
      boolean taken = last || (score != null && score.confidence() >= threshold);
      one.attempts.add(attempt(tier, ref, score, threshold, micros, taken, now));
      one.score = taken ? score : null;
      if (!taken) {
        unsure.add(one);
      }
    }
    return unsure;
  }

  private static Attempt attempt(
      String tier,
      ModelRef model,
      @Nullable Score score,
      double threshold,
      long micros,
      boolean taken,
      Instant now) {
    Attempt attempt = new Attempt();
    attempt.setTier(tier);
    attempt.setTierKind(TierKind.MODEL);
    attempt.setModel(model);
    attempt.setLabel(score == null ? null : score.label());
    attempt.setScores(score == null ? Map.of() : score.scores());
    attempt.setRawConfidence(score == null ? null : score.rawConfidence());
    attempt.setConfidence(score == null ? null : score.confidence());
    attempt.setThreshold(threshold);
    attempt.setLatencyMicros(micros);
    attempt.setReason(taken ? null : dev.backstop.v1.Reason.valueOf(Reason.LOW_CONFIDENCE.name()));
    attempt.setAt(now);
    attempt.setMembers(List.of());
    attempt.setOpinions(List.of());
    attempt.setSources(Map.of());
    return attempt;
  }

  private static Decision decision(PredictionRequest request, Open open, SourcePosition source) {
    Instant now = Instant.now();
    if (open.attempts.isEmpty()) {
      open.score = NO_SCORE;
      open.attempts.add(attempt("primary", NO_MODEL, NO_SCORE, 0.8, 1, true, now));
    }
    Score score = open.score;
    Attempt last = open.attempts.get(open.attempts.size() - 1);
    Decision decision = new Decision();
    decision.setDecisionId(request.getRequestId() + "/final");
    decision.setRequestId(request.getRequestId());
    decision.setDomain(request.getDomain());
    decision.setStatus(score == null ? DecisionStatus.REJECTED : DecisionStatus.FINAL);
    decision.setLabel(score == null ? null : score.label());
    decision.setScores(score == null ? Map.of() : score.scores());
    decision.setConfidence(score == null ? null : score.confidence());
    decision.setTier(last.getTier());
    decision.setTierKind(TierKind.MODEL);
    decision.setDegraded(score == null);
    decision.setReason(open.attempts.get(0).getReason());
    decision.setAttempts(open.attempts);
    decision.setPolicy(POLICY);
    decision.setSource(source);
    decision.setRequestedAt(request.getRequestedAt());
    decision.setDecidedAt(now);
    decision.setFeatureSetVersion(request.getFeatureSetVersion());
    decision.setTags(request.getTags());
    return decision;
  }

  @Override
  public void close() {
    models.forEach(Asked::close);
  }
}
