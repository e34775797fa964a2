package dev.backstop.config;

import dev.backstop.policy.BreakerRules;
import dev.backstop.yaml.YamlMap;

/** Reads the test by which a model comes back. */
final class ReturnReader {

  private ReturnReader() {}

  /**
   * The test in the entry's key {@code return}.
   *
   * @param usual what holds where it is left out
   */
  static BreakerRules.Return read(YamlMap entry, BreakerRules.Return usual) {
    try (YamlMap test = entry.map("return")) {
      double sound = test.optionalNumber("sound").orElse(usual.sound());
      double broken = test.optionalNumber("broken").orElse(usual.broken());
      double pass = test.optionalNumber("pass").orElse(usual.pass());
      double fail = test.optionalNumber("fail").orElse(usual.fail());
      if (sound <= 0 || sound >= 1) {
        test.problem("sound", "must be above 0 and below 1");
      }
      if (broken <= sound || broken >= 1) {
        test.problem("broken", "must be above 'sound' (" + sound + ") and below 1");
      }
      if (pass <= 1) {
        test.problem("pass", "must be above 1");
      }
      if (fail <= 0 || fail >= 1) {
        test.problem("fail", "must be above 0 and below 1");
      }
      return new BreakerRules.Return(sound, broken, pass, fail);
    }
  }
}
