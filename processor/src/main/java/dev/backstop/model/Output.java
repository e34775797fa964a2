package dev.backstop.model;

import java.util.List;

/**
 * What a model's output row means: a column a label.
 *
 * @param temperature divides the logits (or the logarithms of the probabilities) before the
 *     softmax; above 1 makes the model less sure
 */
public record Output(Kind kind, List<String> labels, double temperature) {

  /** What a column holds. */
  public enum Kind {
    LOGITS,
    PROBABILITIES
  }

  public Output {
    labels = List.copyOf(labels);
  }
}
