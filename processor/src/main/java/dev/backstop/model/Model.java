package dev.backstop.model;

import dev.backstop.domain.ModelRef;
import java.util.List;

/**
 * A model that is loaded and warm.
 *
 * @param ref the exact package that answers; goes into lineage
 * @param labels what it can answer, in the order of its output columns
 * @param scorer asks it; belongs to this model, and is closed with it
 */
public record Model(ModelRef ref, List<String> labels, Scorer scorer) implements AutoCloseable {

  public Model {
    labels = List.copyOf(labels);
  }

  @Override
  public void close() {
    scorer.close();
  }
}
