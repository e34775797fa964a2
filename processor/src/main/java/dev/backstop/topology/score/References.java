package dev.backstop.topology.score;

import dev.backstop.domain.ModelRef;
import dev.backstop.guard.ModelReference;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import java.util.HashMap;
import java.util.Map;

/** What models were made for, without asking for each record whether they are still the same. */
final class References {

  private record Known(ModelRef ref, ModelReference reference) {}

  private final Models models;
  private final Map<String, Known> byName = new HashMap<>();

  References(Models models) {
    this.models = models;
  }

  /**
   * What the model was made for.
   *
   * @param ref the package that has answered
   */
  ModelReference of(String name, ModelRef ref) {
    Known known = byName.get(name);
    if (known == null || !known.ref().equals(ref)) {
      ModelReference reference =
          models
              .with(name, model -> model)
              .filter(model -> model.ref().equals(ref))
              .map(Model::reference)
              .orElse(ModelReference.NONE);
      known = new Known(ref, reference);
      byName.put(name, known);
    }
    return known.reference();
  }
}
