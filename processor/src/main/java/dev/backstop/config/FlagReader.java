package dev.backstop.config;

import dev.backstop.domain.ModelName;
import dev.backstop.policy.FeatureType;
import dev.backstop.policy.Inputs;
import dev.backstop.policy.Terms;
import dev.backstop.policy.Tier;
import dev.backstop.yaml.YamlMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the flags of a policy, and what they choose between: models of a tier, sources of a
 * feature; and how old a feature may be.
 */
final class FlagReader {

  /** Something that flags choose: the first alternative whose flag is on, else the usual. */
  private record Choice(String usual, List<Alternative> alternatives) {
    String by(Map<String, Boolean> flags) {
      return alternatives.stream()
          .filter(one -> flags.getOrDefault(one.flag(), false))
          .findFirst()
          .map(Alternative::instead)
          .orElse(usual);
    }
  }

  private record Alternative(String flag, String instead) {}

  private record Source(Choice field, List<String> fallback) {}

  private final Map<String, Boolean> flags = new LinkedHashMap<>();
  private final Map<String, List<Choice>> modelsByTier = new LinkedHashMap<>();
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final Map<String, Duration> freshFor = new LinkedHashMap<>();

  FlagReader(YamlMap document) {
    flags.putAll(switches(document));
  }

  /** The flags of the document, on or off. */
  Map<String, Boolean> flags() {
    return flags;
  }

  /** The flags in a segment: the document's, as far as the segment does not set them. */
  Map<String, Boolean> flags(YamlMap segment) {
    Map<String, Boolean> own = switches(segment);
    own.keySet().stream()
        .filter(flag -> !flags.containsKey(flag))
        .forEach(flag -> segment.problem("flags", "has '" + flag + "', " + noFlag()));
    Map<String, Boolean> all = new LinkedHashMap<>(flags);
    all.putAll(own);
    return all;
  }

  /** The model that the entry, of this tier, has the document's flags choose. */
  String model(YamlMap entry, String tier) {
    Choice choice = choice(entry, modelName(entry), "model");
    modelsByTier.computeIfAbsent(tier, unseen -> new ArrayList<>()).add(choice);
    return choice.by(flags);
  }

  /** Notes where a declared feature may come from, and how old it may be. */
  void feature(YamlMap entry, String feature) {
    entry
        .optionalDuration("freshFor")
        .ifPresent(
            span -> {
              if (span.isZero()) {
                entry.problem("freshFor", "must be above 0: nothing is as new as that");
              }
              freshFor.put(feature, span);
            });
    if (entry.has("alternatives") || entry.has("fallback")) {
      sources.put(feature, new Source(choice(entry, feature, "from"), entry.strings("fallback")));
    }
  }

  /** Notes sources that are no features of the same type. */
  void check(YamlMap document, Map<String, FeatureType> declared) {
    YamlMap features = document.map("features");
    sources.forEach(
        (feature, source) -> {
          List<String> fields = new ArrayList<>(source.fallback());
          source.field().alternatives().forEach(one -> fields.add(one.instead()));
          for (String field : fields) {
            if (declared.get(field) != declared.get(feature)) {
              features.problem(
                  feature,
                  "may come from '" + field + "', which is no declared feature of the same type");
            }
          }
        });
  }

  /** Where features come from under these flags. */
  Inputs inputs(Map<String, Boolean> by) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    sources.forEach(
        (feature, source) -> {
          List<String> all = new ArrayList<>();
          all.add(source.field().by(by));
          all.addAll(source.fallback());
          if (!all.equals(List.of(feature))) {
            fields.put(feature, all);
          }
        });
    return fields.isEmpty() && freshFor.isEmpty()
        ? Inputs.AS_THEY_COME
        : new Inputs(fields, freshFor);
  }

  /** The tier as it is under these flags. */
  Tier under(Map<String, Boolean> by, Tier tier, YamlMap place) {
    if (!(tier instanceof Tier.Asking asking)) {
      return tier;
    }
    List<String> models =
        modelsByTier.getOrDefault(tier.name(), List.of()).stream()
            .map(choice -> choice.by(by))
            .toList();
    if (models.equals(asking.models()) || models.size() != asking.models().size()) {
      return tier;
    }
    if (new HashSet<>(models).size() < models.size()) {
      place.problem("flags", "make tier '" + tier.name() + "' ask a model twice: " + models);
    }
    Terms terms = asking.terms();
    return tier instanceof Tier.Ensemble ensemble
        ? new Tier.Ensemble(
            ensemble.name(),
            models,
            ensemble.combination(),
            ensemble.minimum(),
            ensemble.threshold(),
            ensemble.budget(),
            terms)
        : new Tier.Model(asking.name(), models.get(0), asking.threshold(), asking.budget(), terms);
  }

  private Choice choice(YamlMap entry, String usual, String key) {
    List<Alternative> alternatives = new ArrayList<>();
    for (YamlMap alternative : entry.maps("alternatives")) {
      try (alternative) {
        String flag = alternative.string("flag");
        if (alternative.has("flag") && !flags.containsKey(flag)) {
          alternative.problem("flag", "is " + noFlag());
        }
        alternatives.add(
            new Alternative(
                flag, key.equals("model") ? modelName(alternative) : alternative.string(key)));
      }
    }
    return new Choice(usual, alternatives);
  }

  /** The name of a model, of either form. */
  static String modelName(YamlMap entry) {
    String model = entry.string("model");
    if (entry.has("model") && ModelName.parse(model).isEmpty()) {
      entry.problem("model", "must be the name of a model, or name@version");
    }
    return model;
  }

  private String noFlag() {
    return "none of 'flags' (there: "
        + (flags.isEmpty() ? "none" : String.join(", ", flags.keySet()))
        + ")";
  }

  private static Map<String, Boolean> switches(YamlMap entry) {
    Map<String, Boolean> switches = new LinkedHashMap<>();
    YamlMap map = entry.map("flags");
    map.keySet().forEach(flag -> switches.put(flag, map.bool(flag, false)));
    return switches;
  }
}
