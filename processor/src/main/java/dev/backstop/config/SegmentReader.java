package dev.backstop.config;

import dev.backstop.condition.Conditions;
import dev.backstop.domain.OnReview;
import dev.backstop.policy.Charter;
import dev.backstop.policy.Condition;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Segment;
import dev.backstop.policy.Terms;
import dev.backstop.policy.Tier;
import dev.backstop.yaml.YamlMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Reads the segments of a policy: what each changes of it, and for whom. */
final class SegmentReader {

  private final Policy base;
  private final Conditions conditions;
  private final CharterReader charters;
  private final FlagReader flags;
  private final FeatureReader features;
  private final BiConsumer<YamlMap, Policy> check;

  /**
   * A reader for one policy.
   *
   * @param check finds what does not go together in what a segment's rules make of the policy
   */
  SegmentReader(
      Policy base,
      Conditions conditions,
      CharterReader charters,
      FlagReader flags,
      FeatureReader features,
      BiConsumer<YamlMap, Policy> check) {
    this.base = base;
    this.conditions = conditions;
    this.charters = charters;
    this.flags = flags;
    this.features = features;
    this.check = check;
  }

  List<Segment> read(YamlMap document) {
    List<Segment> segments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlMap entry : document.maps("segments")) {
      try (entry) {
        String name = entry.string("segment");
        if (!names.add(name)) {
          entry.problem("segment", "names a segment that stands before it already");
        }
        Optional<Condition> when = condition(entry, conditions);
        Charter charter = charters.forSegment(entry, base.charter());
        Policy policy =
            base.with(charter)
                .forSegment(
                    name,
                    entry.optionalDuration("deadline").orElse(base.deadline()),
                    ladder(entry).stream()
                        .map(tier -> flags.under(charter.flags(), tier, entry))
                        .toList(),
                    entry.constant("onReview", OnReview.class, base.onReview()),
                    entry.constant("onTimeout", OnTimeout.class, base.onTimeout()));
        check.accept(entry, policy);
        when.ifPresent(condition -> segments.add(new Segment(name, condition, policy)));
      }
    }
    return segments;
  }

  /** The condition under {@code when}, or empty if there are problems. */
  static Optional<Condition> condition(YamlMap entry, Conditions conditions) {
    String text = entry.string("when");
    return text.isEmpty()
        ? Optional.empty()
        : conditions.compile(text, problem -> entry.problem("when", problem));
  }

  private List<Tier> ladder(YamlMap entry) {
    Map<String, Tier> changed = new HashMap<>();
    YamlMap tiers = entry.map("tiers");
    for (String name : tiers.keySet()) {
      int index = base.indexOf(name);
      try (YamlMap own = tiers.map(name)) {
        if (index < 0) {
          tiers.problem(
              name,
              "is no tier of the ladder (there: "
                  + String.join(", ", base.ladder().stream().map(Tier::name).toList())
                  + ")");
          own.keySet().forEach(own::has);
        } else {
          changed.put(name, changed(base.ladder().get(index), own));
        }
      }
    }
    return base.ladder().stream().map(tier -> changed.getOrDefault(tier.name(), tier)).toList();
  }

  private Tier changed(Tier tier, YamlMap own) {
    if (tier instanceof Tier.Model model) {
      PolicyReader.checkModel(own);
      return new Tier.Model(
          model.name(),
          model.model(),
          own.optionalNumber("threshold").orElse(model.threshold()),
          own.optionalDuration("budget").orElse(model.budget()),
          terms(own, model.terms()));
    }
    if (tier instanceof Tier.Ensemble ensemble) {
      PolicyReader.checkModel(own);
      return new Tier.Ensemble(
          ensemble.name(),
          ensemble.models(),
          ensemble.combination(),
          EnsembleReader.minimum(own, ensemble.models().size(), ensemble.minimum()),
          own.optionalNumber("threshold").orElse(ensemble.threshold()),
          own.optionalDuration("budget").orElse(ensemble.budget()),
          terms(own, ensemble.terms()));
    }
    if (tier instanceof Tier.Human human) {
      return new Tier.Human(
          human.name(),
          human.labels(),
          own.optionalDuration("takeWithin").orElse(human.takeWithin()),
          own.optionalDuration("finishWithin").orElse(human.finishWithin()),
          own.optionalInteger("priority").map(Math::toIntExact).orElse(human.priority()),
          own.has("hidden") ? features.hiddenInSegment(own, human.name()) : human.hidden(),
          PolicyReader.reviewers(own, human.reviewers()),
          terms(own, human.terms()));
    }
    if (tier instanceof Tier.Rules rules) {
      return new Tier.Rules(
          rules.name(), rules.rules(), rules.degraded(), own.bool("enabled", rules.enabled()));
    }
    Tier.Default declared = (Tier.Default) tier;
    return new Tier.Default(
        declared.name(),
        own.string("label", declared.label()),
        own.bool("enabled", declared.enabled()));
  }

  private static Terms terms(YamlMap own, Terms terms) {
    Terms changed = terms.with(own.bool("enabled", terms.enabled()));
    CharterReader.check(own, changed);
    return changed;
  }
}
