package dev.backstop.config;

import dev.backstop.policy.Bounds;
import dev.backstop.policy.OverloadRules;
import dev.backstop.yaml.YamlMap;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads how much a policy's tiers take on, and what is done with the rest. */
final class OverloadReader {

  private OverloadReader() {}

  static OverloadRules read(YamlMap document) {
    OverloadRules usual = OverloadRules.USUAL;
    try (YamlMap entry = document.map("overload")) {
      double shedFrom = entry.optionalNumber("shedFrom").orElse(usual.shedFrom());
      double retryShare = entry.optionalNumber("retryShare").orElse(usual.retryShare());
      if (shedFrom <= 0 || shedFrom > 1) {
        entry.problem("shedFrom", "must be above 0 and at most 1");
      }
      if (retryShare < 0 || retryShare > 1) {
        entry.problem("retryShare", "must be from 0 to 1");
      }
      Integer saved = count(entry, "retriesSaved");
      return new OverloadRules(
          entry.bool("adaptive", usual.adaptive()),
          shedFrom,
          retryShare,
          saved == null ? usual.retriesSaved() : saved);
    }
  }

  /** The bounds of a tier; each kind of tier has its own. */
  static Bounds bounds(YamlMap tier) {
    if (tier.string("kind", "").equals("human")) {
      return new Bounds(null, null, count(tier, "maxOpen"));
    }
    Duration wait = tier.optionalDuration("maxWait").orElse(null);
    if (wait != null && wait.isZero()) {
      tier.problem("maxWait", "must be above 0; leave it out where a deadline is bound enough");
    }
    return new Bounds(wait, count(tier, "concurrency"), null);
  }

  private static @Nullable Integer count(YamlMap entry, String key) {
    Long value = entry.optionalInteger(key).orElse(null);
    if (value == null) {
      return null;
    }
    if (value < 1 || value > Integer.MAX_VALUE) {
      entry.problem(key, "must be from 1 to " + Integer.MAX_VALUE);
      return 1;
    }
    return value.intValue();
  }
}
