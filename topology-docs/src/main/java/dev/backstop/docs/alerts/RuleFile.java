package dev.backstop.docs.alerts;

import dev.backstop.yaml.Problems;
import dev.backstop.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;

/** A file of Prometheus' rules. */
record RuleFile(String file, List<Rule> rules) {

  /** Reads the file's text; throws with everything that is wrong with it. */
  static RuleFile parse(String file, String text) {
    Problems problems = new Problems();
    List<Rule> rules = new ArrayList<>();
    try (YamlMap map = YamlMap.parse(file, text, problems)) {
      for (YamlMap group : map.maps("groups")) {
        try (group) {
          group.string("name");
          group.optionalString("interval");
          group.maps("rules").forEach(rule -> rules.add(Rule.read(rule)));
        }
      }
    }
    problems.throwIfAny(file);
    return new RuleFile(file, List.copyOf(rules));
  }

  List<Rule> alerts() {
    return rules.stream().filter(Rule::alert).toList();
  }
}
