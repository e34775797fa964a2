package dev.backstop.app;

import dev.backstop.model.FeatureFit;
import dev.backstop.model.Input;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Combination;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Rule;
import dev.backstop.policy.Tier;
import dev.backstop.topology.names.Role;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which models a role needs, and whether the ladders and the models fit together. */
final class LadderModels {

  private LadderModels() {}

  /**
   * The models that this role asks: the first tier's belong to the primary part, all others to the
   * secondary. A canary belongs to its tier's part; the shadow part asks candidates, the models
   * that they are tried against, and every model that a breaker may keep from answering.
   */
  static Set<String> neededBy(Role role, Policies policies) {
    Set<String> needed = new TreeSet<>();
    for (Policy policy : variants(policies)) {
      for (Tier tier : policy.ladder()) {
        boolean probed = role.includes(Role.SHADOW) && policy.charter().breaker().enabled();
        if (tier instanceof Tier.Asking asking && (probed || role.includes(part(policy, tier)))) {
          needed.addAll(asking.models());
        }
      }
      for (Candidate candidate : policy.charter().candidates().all()) {
        int place = policy.indexOf(candidate.tier());
        if (place >= 0 && policy.ladder().get(place) instanceof Tier.Model tier) {
          boolean answers =
              candidate.mode() == Candidate.Mode.CANARY && role.includes(part(policy, tier));
          if (answers || role.includes(Role.SHADOW)) {
            needed.add(candidate.model());
            needed.addAll(tier.models());
          }
        }
      }
    }
    return needed;
  }

  /** The policies and what each is for its segments, whose flags may choose other models. */
  private static List<Policy> variants(Policies policies) {
    return policies.all().stream().flatMap(policy -> policy.variants().stream()).toList();
  }

  /** The part that asks this tier, if it is a model. */
  static Role part(Policy policy, Tier tier) {
    return policy.indexOf(tier.name()) == policy.first() ? Role.PRIMARY : Role.SECONDARY;
  }

  /**
   * What does not fit. Whether a model of the repository is there, the repository tells.
   *
   * @param labels what each model that is known here may answer, by the name policies give it
   */
  static List<String> problems(Role role, Policies policies, Map<String, List<String>> labels) {
    // A segment that changes nothing of a tier would repeat what is wrong with it.
    Set<String> problems = new LinkedHashSet<>();
    for (String model : neededBy(role, policies)) {
      if (!labels.containsKey(model) && model.indexOf('@') < 0) {
        problems.add(
            "a policy names model '"
                + model
                + "', but no package of that name is among 'models' (there: "
                + (labels.isEmpty() ? "none" : String.join(", ", new TreeMap<>(labels).keySet()))
                + ")");
      }
    }
    for (Policy policy : variants(policies)) {
      Set<String> known = new TreeSet<>();
      policy.ladder().stream()
          .filter(Tier.Asking.class::isInstance)
          .flatMap(tier -> ((Tier.Asking) tier).models().stream())
          .forEach(model -> known.addAll(labels.getOrDefault(model, List.of())));
      for (Tier tier : policy.ladder()) {
        for (String label : declared(tier)) {
          // A role that loads no model of this ladder cannot know its labels.
          if (!known.isEmpty() && !known.contains(label)) {
            problems.add(
                "policy '"
                    + policy.ref().name()
                    + "': tier '"
                    + tier.name()
                    + "' has the label '"
                    + label
                    + "', which none of its models knows (known: "
                    + String.join(", ", known)
                    + ")");
          }
        }
      }
    }
    return List.copyOf(problems);
  }

  /**
   * Which features a policy declares otherwise than its models read them.
   *
   * @param inputs what each model that is known here reads, by the name policies give it
   */
  static List<String> misread(List<Policy> policies, Map<String, List<Input>> inputs) {
    return policies.stream()
        .flatMap(
            policy ->
                FeatureFit.problems(policy, inputs).stream()
                    .map(problem -> "policy '" + policy.ref().name() + "': " + problem))
        .toList();
  }

  private static List<String> declared(Tier tier) {
    if (tier instanceof Tier.Rules rules) {
      return rules.rules().stream()
          .map(Rule::then)
          .filter(Rule.Then.Answer.class::isInstance)
          .map(then -> ((Rule.Then.Answer) then).label())
          .toList();
    }
    if (tier instanceof Tier.Human human) {
      return human.labels();
    }
    if (tier instanceof Tier.Ensemble ensemble
        && ensemble.combination() instanceof Combination.Stacking stacking) {
      return stacking.intercepts().keySet().stream().sorted().toList();
    }
    return tier instanceof Tier.Default fixed ? List.of(fixed.label()) : List.of();
  }
}
