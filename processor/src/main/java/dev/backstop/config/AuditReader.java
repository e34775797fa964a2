package dev.backstop.config;

import dev.backstop.policy.Audit;
import dev.backstop.policy.Tier;
import dev.backstop.yaml.YamlMap;
import java.time.Duration;
import java.util.List;

/** Reads a policy's audit panel. */
final class AuditReader {

  private static final Duration HORIZON = Duration.ofDays(1);

  private AuditReader() {}

  static Audit read(YamlMap document, List<Tier> ladder) {
    if (!document.has("audit")) {
      return Audit.NONE;
    }
    try (YamlMap entry = document.map("audit")) {
      double rate = entry.number("rate");
      String salt = entry.string("salt");
      long epoch = entry.integer("epoch");
      Duration horizon = entry.optionalDuration("horizon").orElse(HORIZON);
      boolean usable = true;
      if (rate < 0 || rate > 1) {
        entry.problem("rate", "must be from 0 to 1");
        usable = false;
      }
      if (entry.has("salt") && (salt.isBlank() || salt.chars().anyMatch(Character::isISOControl))) {
        entry.problem("salt", "must have at least one visible character, and no control character");
      }
      if (horizon.isZero()) {
        entry.problem("horizon", "must be above 0");
      }
      if (rate > 0 && ladder.stream().noneMatch(Tier.Human.class::isInstance)) {
        entry.problem(
            "rate",
            "is above 0, but the ladder has no human tier, whose labels people choose from");
        usable = false;
      }
      return usable && !Double.isNaN(rate) ? new Audit(rate, salt, epoch, horizon) : Audit.NONE;
    }
  }
}
