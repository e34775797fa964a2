package dev.backstop.cli;

import dev.backstop.model.CategoricalInput;
import dev.backstop.model.Input;
import dev.backstop.model.ModelDescriptor;
import dev.backstop.model.NumericInput;
import dev.backstop.model.VectorInput;
import dev.backstop.policy.FeatureType;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a policy and models go together: the models that it asks, and the features of both. */
final class ModelFit {

  private ModelFit() {}

  /**
   * What does not go together, each a sentence.
   *
   * @param models by name
   */
  static List<String> problems(Policy policy, Map<String, ModelDescriptor> models) {
    Set<String> problems = new LinkedHashSet<>();
    for (Policy variant : policy.variants()) {
      for (Tier tier : variant.ladder()) {
        if (tier instanceof Tier.Asking asking) {
          asking.models().forEach(model -> model(tier.name(), model, policy, models, problems));
        }
      }
    }
    return List.copyOf(problems);
  }

  private static void model(
      String tier,
      String name,
      Policy policy,
      Map<String, ModelDescriptor> models,
      Set<String> problems) {
    ModelDescriptor model = models.get(name);
    if (model == null && name.indexOf('@') >= 0) {
      // A version in a repository, where it is looked for.
      return;
    }
    if (model == null) {
      problems.add(
          "tier '"
              + tier
              + "' asks model '"
              + name
              + "', which is not among --models (there: "
              + models.keySet().stream()
                  .filter(known -> known.indexOf('@') < 0)
                  .sorted()
                  .collect(Collectors.joining(", "))
              + ")");
      return;
    }
    Map<String, FeatureType> declared = policy.charter().features();
    for (Input input : model.inputs()) {
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
