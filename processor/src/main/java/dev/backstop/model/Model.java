package dev.backstop.model;

import dev.backstop.domain.ModelRef;
import dev.backstop.guard.ModelReference;
import java.util.List;

/**
 * A model that is loaded and warm.
 *
 * @param ref the exact package that answers; goes into lineage
 * @param labels what it can answer, in the order of its output columns
 * @param scorer asks it; belongs to this model, and is closed with it
 * @param reference what its inputs looked like where it was made
 */
public record Model(ModelRef ref, List<String> labels, Scorer scorer, ModelReference reference)
    implements AutoCloseable {

  /** A model whose package says nothing of its inputs. */
  public Model(ModelRef ref, List<String> labels, Scorer scorer) {
    this(ref, labels, scorer, ModelReference.NONE);
  }

  public Model {
    labels = List.copyOf(labels);
  }

  @Override
  public void close() {
    scorer.close();
  }
}
