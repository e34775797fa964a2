package dev.backstop.topology;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.model.Scorer;
import java.util.List;
import java.util.Map;

/**
 * A model that does what the request tells it: the feature named after it is a confidence in "yes",
 * or NO for a sure "no", or the name of the reason for which it fails, or BUG for breaking its
 * contract by throwing.
 */
final class ScriptedScorer implements Scorer {

  private final String feature;
  private final Runnable scoring;

  ScriptedScorer(String feature, Runnable scoring) {
    this.feature = feature;
    this.scoring = scoring;
  }

  @Override
  public List<Outcome> scoreAll(List<Features> rows) {
    scoring.run();
    return rows.stream().map(this::scripted).toList();
  }

  private Outcome scripted(Features row) {
    Object script = row.get(feature);
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
    return script == null
        ? new Outcome.Failed(Reason.INVALID_INPUT, feature + ": missing")
        : new Outcome.Failed(Reason.valueOf((String) script), "as scripted");
  }
}
