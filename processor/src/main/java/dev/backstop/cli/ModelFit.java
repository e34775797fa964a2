package dev.backstop.cli;

import dev.backstop.model.FeatureFit;
import dev.backstop.model.ModelDescriptor;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Combination;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Whether a policy and models go together: the models that it asks, and the features of both. */
final class ModelFit {

  private ModelFit() {}

  /** A model, and who asks it: "tier 'primary'", or "the canary". */
  record Asked(String who, String model) {}

  /** All models that the policy asks, in any segment. */
  static List<Asked> asked(Policy policy) {
    Set<Asked> asked = new LinkedHashSet<>();
    for (Policy variant : policy.variants()) {
      for (Tier tier : variant.ladder()) {
        if (tier instanceof Tier.Asking asking) {
          asking
              .models()
              .forEach(model -> asked.add(new Asked("tier '" + tier.name() + "'", model)));
        }
      }
    }
    for (Candidate candidate : policy.charter().candidates().all()) {
      asked.add(
          new Asked("the " + candidate.mode().name().toLowerCase(Locale.ROOT), candidate.model()));
    }
    return List.copyOf(asked);
  }

  /**
   * What does not go together, each a sentence.
   *
   * @param models by the names that policies give them
   * @param elsewhere whether it is told elsewhere if a model of that name is not there
   */
  static List<String> problems(
      Policy policy, Map<String, ModelDescriptor> models, Predicate<String> elsewhere) {
    Set<String> problems = new LinkedHashSet<>();
    for (Asked asked : asked(policy)) {
      ModelDescriptor model = models.get(asked.model());
      if (model != null) {
        problems.addAll(FeatureFit.problems(policy, asked.model(), model.inputs()));
      } else if (!elsewhere.test(asked.model())) {
        problems.add(
            asked.who()
                + " asks model '"
                + asked.model()
                + "', which is not among --models (there: "
                + models.keySet().stream()
                    .filter(known -> isVersion(known) == isVersion(asked.model()))
                    .sorted()
                    .collect(Collectors.joining(", "))
                + ")");
      }
    }
    return List.copyOf(problems);
  }

  /** Whether the name has a version, which is one package for good. */
  static boolean isVersion(String model) {
    return model.indexOf('@') >= 0;
  }

  /**
   * What is legal and hardly meant, each a sentence: thresholds of ensembles that the labels of
   * their members keep out of reach.
   */
  static List<String> remarks(Policy policy, Map<String, ModelDescriptor> models) {
    Set<String> remarks = new LinkedHashSet<>();
    for (Policy variant : policy.variants()) {
      for (Tier tier : variant.ladder()) {
        if (tier instanceof Tier.Ensemble ensemble
            && models.keySet().containsAll(ensemble.models())) {
          double highest = highest(ensemble, models);
          if (highest < variant.required(ensemble)) {
            remarks.add(
                String.format(
                    Locale.ROOT,
                    "tier '%s' is held to a threshold that its members' labels keep out of reach:"
                        + " at most %.4f, since too few of them give the same label",
                    tier.name(),
                    highest));
          }
        }
      }
    }
    return List.copyOf(remarks);
  }

  /** The most that any label can get: all who know it are sure of it, and as few others answer. */
  private static double highest(Tier.Ensemble ensemble, Map<String, ModelDescriptor> models) {
    List<Double> weights = weights(ensemble.combination());
    if (weights.isEmpty()) {
      return 1;
    }
    Set<String> labels = new LinkedHashSet<>();
    ensemble.models().forEach(model -> labels.addAll(labels(models, model)));
    double highest = 0;
    for (String label : labels) {
      double own = 0;
      List<Double> others = new ArrayList<>();
      for (int i = 0; i < weights.size(); i++) {
        if (labels(models, ensemble.models().get(i)).contains(label)) {
          own += weights.get(i);
        } else {
          others.add(weights.get(i));
        }
      }
      int more = ensemble.minimum() - (weights.size() - others.size());
      double least =
          others.stream().sorted().limit(Math.max(0, more)).mapToDouble(weight -> weight).sum();
      highest = Math.max(highest, own / (own + least));
    }
    return highest;
  }

  /** Of its members, where a label that a member does not know costs the label something. */
  private static List<Double> weights(Combination combination) {
    if (combination instanceof Combination.WeightedMean mean) {
      return mean.weights();
    }
    return combination instanceof Combination.Majority majority ? majority.votes() : List.of();
  }

  private static List<String> labels(Map<String, ModelDescriptor> models, String model) {
    ModelDescriptor known = models.get(model);
    return known == null ? List.of() : known.output().labels();
  }
}
