package dev.backstop.config;

import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.QualityRules;
import dev.backstop.yaml.YamlMap;
import org.jspecify.annotations.Nullable;

/** Reads when wrong answers take a policy's models out of use. */
final class QualityReader {

  /** Stands in for a value that is a problem already. */
  private static final QualityRules SOME = QualityRules.of(.1);

  /** A model that is wrong more often than this is none. */
  private static final double MOST_TOLERABLE = .5;

  /** All of them are kept for each model and segment. */
  private static final int MOST_LABELS = 10_000;

  private QualityReader() {}

  /** The rules in the breaker's section; null where it has none. */
  static @Nullable QualityRules read(YamlMap breaker) {
    if (!breaker.has("quality")) {
      return null;
    }
    try (YamlMap entry = breaker.map("quality")) {
      double tolerable = entry.number("tolerable");
      if (tolerable <= 0 || tolerable > MOST_TOLERABLE) {
        entry.problem("tolerable", "must be above 0 and at most " + MOST_TOLERABLE);
      }
      boolean usable = tolerable > 0 && tolerable <= MOST_TOLERABLE;
      QualityRules usual = usable ? QualityRules.of(tolerable) : SOME;
      double alarm = entry.optionalNumber("alarm").orElse(usual.alarm());
      long recent = entry.optionalInteger("recent").orElse((long) usual.recent());
      long lasting = entry.optionalInteger("lasting").orElse((long) usual.lasting());
      double doubt = entry.optionalNumber("doubt").orElse(usual.doubt());
      if (alarm <= 1) {
        entry.problem("alarm", "must be above 1");
      }
      if (recent < 1) {
        entry.problem("recent", "must be 1 or more");
      }
      if (lasting < recent || lasting > MOST_LABELS) {
        entry.problem(
            entry.has("lasting") ? "lasting" : "recent",
            "must fit together: 'lasting' ("
                + lasting
                + ") must be from 'recent' ("
                + recent
                + ") to "
                + MOST_LABELS);
      }
      if (doubt <= 0 || doubt >= 1) {
        entry.problem("doubt", "must be above 0 and below 1");
      }
      BreakerRules.Return returned = ReturnReader.read(entry, usual.returned());
      return usable
          ? new QualityRules(tolerable, alarm, (int) recent, (int) lasting, doubt, returned)
          : null;
    }
  }
}
