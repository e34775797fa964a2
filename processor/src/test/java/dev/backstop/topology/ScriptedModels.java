package dev.backstop.topology;

import dev.backstop.domain.ModelRef;
import dev.backstop.guard.Bins;
import dev.backstop.guard.DriftReference;
import dev.backstop.guard.ModelReference;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Models that answer what the features of a request tell them to, and how often each was asked. */
final class ScriptedModels {

  /** What the first model was made for: as many below 10 as above, and few who are very sure. */
  private static final ModelReference REFERENCE =
      new ModelReference(
          List.of(
              new DriftReference(
                  "shown", new Bins.Numbers(List.of(10.0)), List.of(5_000L, 5_000L, 0L))),
          new DriftReference(
              "confidence", new Bins.Numbers(List.of(.95)), List.of(9_500L, 500L, 0L)));

  private final Map<String, Integer> calls = new HashMap<>();
  private Runnable scoring = () -> {};
  private boolean trusting;

  Models models() {
    Models models =
        new Models(
            List.of(
                new Model(
                    new ModelRef("first", "1", "a".repeat(64)),
                    List.of("yes", "no"),
                    scorer("first"),
                    REFERENCE),
                new Model(
                    new ModelRef("second", "2", "b".repeat(64)),
                    List.of("yes", "no"),
                    scorer("second")),
                new Model(
                    new ModelRef("third", "3", "c".repeat(64)),
                    List.of("yes", "no"),
                    scorer("third"))));
    models.put("third@3", models.byName("third").orElseThrow());
    return models;
  }

  int calls(String model) {
    return calls.getOrDefault(model, 0);
  }

  /** Something that happens while a model is asked. */
  void whileScoring(Runnable happens) {
    scoring = happens;
  }

  /** From now on they answer whatever they are given. */
  void trust() {
    trusting = true;
  }

  private ScriptedScorer scorer(String model) {
    return new ScriptedScorer(
        model,
        () -> {
          calls.merge(model, 1, Integer::sum);
          scoring.run();
        },
        () -> trusting);
  }
}
