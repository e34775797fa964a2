package dev.backstop.config;

import dev.backstop.condition.Conditions;
import dev.backstop.policy.Condition;
import dev.backstop.policy.Rule;
import dev.backstop.policy.Tier;
import dev.backstop.yaml.YamlMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a tier of rules. */
final class RulesReader {

  /** What a rule may ask for instead of giving an answer. */
  private enum Then {
    REVIEW,
    REJECT
  }

  private RulesReader() {}

  static Tier.Rules read(YamlMap entry, String tier, Conditions conditions) {
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<YamlMap> entries = entry.maps("rules");
    if (entries.isEmpty()) {
      entry.problem("rules", "must name at least one rule");
    }
    for (YamlMap one : entries) {
      try (one) {
        String name = one.string("rule");
        if (!names.add(name)) {
          one.problem("rule", "names a rule that stands before it already");
        }
        Optional<Condition> when = SegmentReader.condition(one, conditions);
        Rule.Then then = then(one);
        when.ifPresent(condition -> rules.add(new Rule(name, condition, then)));
      }
    }
    return new Tier.Rules(tier, rules, entry.bool("degraded", false), entry.bool("enabled", true));
  }

  private static Rule.Then then(YamlMap entry) {
    Optional<String> label = entry.optionalString("label");
    Optional<Then> then = entry.optionalConstant("then", Then.class);
    if (label.isPresent() == entry.has("then")) {
      entry.problem("rule", "must have either 'label', its answer, or 'then': REVIEW or REJECT");
    }
    if (label.isPresent()) {
      return new Rule.Then.Answer(label.get());
    }
    return then.filter(Then.REJECT::equals).isPresent()
        ? new Rule.Then.Reject()
        : new Rule.Then.Review();
  }
}
