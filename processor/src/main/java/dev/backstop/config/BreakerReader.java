package dev.backstop.config;

import dev.backstop.policy.BreakerRules;
import dev.backstop.yaml.YamlMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads when a policy's models are taken out of use, and what brings them back. */
final class BreakerReader {

  private static final BreakerRules USUAL = BreakerRules.USUAL;

  private final YamlMap entry;

  private BreakerReader(YamlMap entry) {
    this.entry = entry;
  }

  static BreakerRules read(YamlMap document) {
    try (YamlMap entry = document.map("breaker")) {
      return new BreakerReader(entry).rules();
    }
  }

  private BreakerRules rules() {
    Duration firstOpen = above("firstOpen", USUAL.firstOpen());
    Duration longestOpen = above("longestOpen", USUAL.longestOpen());
    if (longestOpen.compareTo(firstOpen) < 0) {
      entry.problem(
          entry.has("longestOpen") ? "longestOpen" : "firstOpen",
          "must fit together: 'longestOpen' ("
              + longestOpen.toMillis()
              + " ms) is shorter than 'firstOpen' ("
              + firstOpen.toMillis()
              + " ms)");
    }
    return new BreakerRules(
        entry.bool("enabled", true),
        atLeastOne("minimumCalls", USUAL.minimumCalls()),
        share("failureRate", USUAL.failureRate()),
        share("slowRate", USUAL.slowRate()),
        entry.has("slowerThan") ? above("slowerThan", Duration.ZERO) : null,
        atLeastOne("consecutiveFailures", USUAL.consecutiveFailures()),
        firstOpen,
        longestOpen,
        share("mirrorShare", USUAL.mirrorShare()),
        ramp(),
        entry.optionalDuration("rampDwell").orElse(USUAL.rampDwell()),
        entry.optionalDuration("forgetAfter").orElse(USUAL.forgetAfter()),
        ReturnReader.read(entry, USUAL.returned()),
        QualityReader.read(entry),
        DriftReader.read(entry));
  }

  private List<Double> ramp() {
    if (!entry.has("ramp")) {
      return USUAL.ramp();
    }
    List<Double> shares = new ArrayList<>();
    double before = 0;
    boolean rises = true;
    for (String text : entry.strings("ramp")) {
      double share = number(text);
      rises &= share > before;
      before = share;
      shares.add(share);
    }
    if (!rises || before != 1) {
      entry.problem("ramp", "must be shares above 0 that rise and end with 1, such as [0.1, 1]");
    }
    return shares;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private int atLeastOne(String key, int absent) {
    long value = entry.optionalInteger(key).orElse((long) absent);
    if (value < 1 || value > Integer.MAX_VALUE) {
      entry.problem(key, "must be from 1 to " + Integer.MAX_VALUE);
    }
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, value));
  }

  private double share(String key, double absent) {
    double value = entry.optionalNumber(key).orElse(absent);
    if (value <= 0 || value > 1) {
      entry.problem(key, "must be above 0 and at most 1");
    }
    return value;
  }

  private Duration above(String key, Duration absent) {
    Duration value = entry.optionalDuration(key).orElse(absent);
    if (value.isZero() && entry.has(key)) {
      entry.problem(key, "must be above 0");
    }
    return value;
  }
}
