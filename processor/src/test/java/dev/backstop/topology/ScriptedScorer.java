package dev.backstop.topology;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.domain.Stale;
import dev.backstop.model.Scorer;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A model that does what the request tells it: the feature named after it is a confidence in "yes",
 * or NO for a sure "no", or the name of the reason for which it fails, or BUG for breaking its
 * contract by throwing.
 */
final class ScriptedScorer implements Scorer {

  private final String feature;
  private final Runnable scoring;
  private final BooleanSupplier trusting;

  ScriptedScorer(String feature, Runnable scoring) {
    this(feature, scoring, () -> false);
  }

  /**
   * @param trusting whether it answers whatever it is given, as a model does without a check of its
   *     inputs
   */
  ScriptedScorer(String feature, Runnable scoring, BooleanSupplier trusting) {
    this.feature = feature;
    this.scoring = scoring;
    this.trusting = trusting;
  }

  @Override
  public List<Outcome> scoreAll(List<Features> rows) {
    scoring.run();
    return rows.stream().map(this::scripted).toList();
  }

  private Outcome scripted(Features row) {
    Object script = row.get(feature);
    if (script instanceof Stale stale) {
      return new Outcome.Failed(Reason.INVALID_INPUT, feature + ": " + stale.inWords());
    }
    if (script == null || (script instanceof Double number && !(number >= 0 && number <= 1))) {
      if (trusting.getAsBoolean()) {
        return new Outcome.Scored(new Score("yes", Map.of("yes", 1.0, "no", 0.0), 1, 1));
      }
      return new Outcome.Failed(
          Reason.INVALID_INPUT, feature + (script == null ? ": missing" : ": out of range"));
    }
    if (script instanceof Double confidence) {
      return new Outcome.Scored(
          new Score(
              "yes", Map.of("yes", confidence, "no", 1 - confidence), confidence, confidence));
    }
    if ("NO".equals(script)) {
      return new Outcome.Scored(new Score("no", Map.of("yes", 0.1, "no", 0.9), 0.9, 0.9));
    }
    if ("BUG".equals(script)) {
      throw new IllegalStateException("a bug");
    }
    return new Outcome.Failed(Reason.valueOf((String) script), "as scripted");
  }
}
