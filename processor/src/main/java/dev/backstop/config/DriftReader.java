package dev.backstop.config;

import dev.backstop.policy.DriftRules;
import dev.backstop.policy.DriftRules.Act;
import dev.backstop.yaml.YamlMap;

/** Reads what a policy does where a model's inputs have drifted. */
final class DriftReader {

  private static final DriftRules USUAL = DriftRules.USUAL;

  private DriftReader() {}

  /** The rules in the breaker's section. */
  static DriftRules read(YamlMap breaker) {
    try (YamlMap entry = breaker.map("drift")) {
      long window = entry.optionalInteger("window").orElse((long) USUAL.window());
      double tightenBy = entry.optionalNumber("tightenBy").orElse(USUAL.tightenBy());
      Act features = entry.constant("features", Act.class, USUAL.features());
      Act confidence = entry.constant("confidence", Act.class, USUAL.confidence());
      Act collapse = entry.constant("collapse", Act.class, USUAL.collapse());
      if (window < 1 || window > Integer.MAX_VALUE) {
        entry.problem("window", "must be from 1 to " + Integer.MAX_VALUE);
      }
      if (tightenBy <= 0 || tightenBy > 1) {
        entry.problem("tightenBy", "must be above 0 and at most 1");
      }
      DriftRules rules =
          new DriftRules(
              (int) Math.max(1, Math.min(Integer.MAX_VALUE, window)),
              features,
              confidence,
              collapse,
              tightenBy);
      if (entry.has("tightenBy") && !rules.does(Act.TIGHTEN)) {
        entry.problem("tightenBy", "has no effect: nothing beside it says TIGHTEN");
      }
      return rules;
    }
  }
}
