package dev.backstop.model;

import dev.backstop.domain.Features;
import dev.backstop.domain.ModelRef;
import dev.backstop.guard.ModelReference;
import java.util.List;
import java.util.Map;

/**
 * What a model package says of itself, checked.
 *
 * @param inputs in the order of their columns; never empty
 * @param golden rows with known answers; never empty
 * @param reference what its inputs looked like; may say nothing
 */
public record ModelDescriptor(
    ModelRef ref,
    String description,
    String owner,
    String licence,
    TrainingData trainingData,
    List<Input> inputs,
    Output output,
    List<Golden> golden,
    ModelReference reference) {

  public ModelDescriptor {
    inputs = List.copyOf(inputs);
    golden = List.copyOf(golden);
  }

  /** What the model was fitted to. */
  public record TrainingData(String name, String sha256, long rows) {}

  /**
   * A row whose answer is known.
   *
   * @param scores calibrated score by label; all labels
   * @param tolerance how far a score may be off
   */
  public record Golden(Features features, Map<String, Double> scores, double tolerance) {}
}
