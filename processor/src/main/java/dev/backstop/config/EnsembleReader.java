package dev.backstop.config;

import dev.backstop.policy.Combination;
import dev.backstop.policy.Tier;
import dev.backstop.yaml.YamlMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a tier of several models. */
final class EnsembleReader {

  /** How answers are made one. */
  private enum Combine {
    WEIGHTED_MEAN,
    MAJORITY,
    STACKING
  }

  private final YamlMap entry;
  private final FlagReader flags;
  private final List<String> models = new ArrayList<>();
  private final List<Double> weights = new ArrayList<>();
  private final List<Map<String, Double>> byLabel = new ArrayList<>();

  private EnsembleReader(YamlMap entry, FlagReader flags) {
    this.entry = entry;
    this.flags = flags;
  }

  static Tier.Ensemble read(YamlMap entry, String tier, FlagReader flags) {
    return new EnsembleReader(entry, flags).read(tier);
  }

  private Tier.Ensemble read(String tier) {
    Combine combine = entry.constant("combine", Combine.class);
    Map<String, Double> intercepts = combine == Combine.STACKING ? intercepts() : Map.of();
    members(tier, combine, intercepts.keySet());
    PolicyReader.checkModel(entry);
    Combination combination =
        switch (combine) {
          case WEIGHTED_MEAN -> new Combination.WeightedMean(weights);
          case MAJORITY -> new Combination.Majority(weights);
          case STACKING -> new Combination.Stacking(intercepts, byLabel);
        };
    return new Tier.Ensemble(
        tier,
        models,
        combination,
        minimum(entry, models.size(), models.size()),
        entry.number("threshold"),
        entry.duration("budget"),
        CharterReader.terms(entry));
  }

  /** How many members must answer, which may stand in the tier or in what a segment changes. */
  static int minimum(YamlMap entry, int members, int absent) {
    long minimum = entry.optionalInteger("minimum").orElse((long) absent);
    if (entry.has("minimum") && (minimum < 1 || minimum > members)) {
      entry.problem("minimum", "must be from 1 to the number of members, which is " + members);
    }
    return (int) minimum;
  }

  private Map<String, Double> intercepts() {
    Map<String, Double> intercepts = numbers(entry, "intercepts");
    if (intercepts.size() < 2) {
      entry.problem("intercepts", "must name each label that can be answered, at least two");
    }
    return intercepts;
  }

  private void members(String tier, Combine combine, Set<String> labels) {
    Set<String> names = new HashSet<>();
    List<YamlMap> members = entry.maps("members");
    if (members.size() < 2) {
      entry.problem("members", "must name at least two models");
    }
    for (YamlMap member : members) {
      try (member) {
        String model = flags.model(member, tier);
        if (!names.add(model)) {
          member.problem("model", "names a model that stands before it already");
        }
        models.add(model);
        if (combine == Combine.STACKING) {
          Map<String, Double> own = numbers(member, "weights");
          if (!own.keySet().equals(labels)) {
            member.problem("weights", "must have the labels of 'intercepts', no fewer and no more");
          }
          byLabel.add(own);
        } else {
          weights.add(weight(member));
        }
      }
    }
  }

  private static double weight(YamlMap member) {
    double weight = member.optionalNumber("weight").orElse(1.0);
    if (!(weight > 0)) {
      member.problem("weight", "must be above 0");
    }
    return weight;
  }

  private static Map<String, Double> numbers(YamlMap entry, String key) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    YamlMap map = entry.map(key);
    map.keySet().forEach(label -> numbers.put(label, map.number(label)));
    return numbers;
  }
}
