package dev.backstop.model;

import dev.backstop.policy.FeatureType;
import dev.backstop.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a policy declares the features as the models read them that it asks. Where it does not,
 * no value is right for both: either the model refuses it, or no condition on it can be told.
 */
public final class FeatureFit {

  private FeatureFit() {}

  /**
   * What does not fit, each a sentence.
   *
   * @param models the inputs of those that are known, by the names that policies give them; those
   *     that the policy does not ask are left out
   */
  public static List<String> problems(Policy policy, Map<String, List<Input>> models) {
    List<String> problems = new ArrayList<>();
    new TreeMap<>(models)
        .forEach(
            (name, inputs) -> {
              if (policy.variants().stream().anyMatch(variant -> variant.asks(name))) {
                problems.addAll(problems(policy, name, inputs));
              }
            });
    return problems;
  }

  /**
   * What does not fit of one model.
   *
   * @param name that policies give it
   */
  public static List<String> problems(Policy policy, String name, List<Input> inputs) {
    Map<String, FeatureType> declared = policy.charter().features();
    List<String> problems = new ArrayList<>();
    for (Input input : inputs) {
      FeatureType type = declared.get(input.name());
      if (type != null && !fits(type, input)) {
        problems.add(
            "feature '"
                + input.name()
                + "' is "
                + type
                + " in the policy, and model '"
                + name
                + "' reads "
                + wanted(input)
                + ": conditions on it cannot be told");
      }
    }
    return problems;
  }

  private static boolean fits(FeatureType type, Input input) {
    return type == wanted(input)
        // Models take true and false for words.
        || (type == FeatureType.FLAG && input instanceof CategoricalInput);
  }

  private static FeatureType wanted(Input input) {
    if (input instanceof NumericInput) {
      return FeatureType.NUMBER;
    }
    return input instanceof VectorInput ? FeatureType.VECTOR : FeatureType.TEXT;
  }
}
