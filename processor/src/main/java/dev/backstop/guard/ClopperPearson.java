package dev.backstop.guard;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Exact bounds of a share of which {@code hits} were seen in {@code trials} independent trials
 * (Clopper and Pearson 1934). Each is one-sided: it fails with probability at most {@code delta}.
 */
public final class ClopperPearson {

  private ClopperPearson() {}

  /** The least share that is compatible with what was seen; 0 without hits. */
  public static double lower(long hits, long trials, double delta) {
    check(hits, trials, delta);
    return hits == 0
        ? 0
        : BetaDistribution.of((double) hits, trials - hits + 1.0)
            .inverseCumulativeProbability(delta);
  }

  /** The largest share that is compatible with what was seen; 1 without misses. */
  public static double upper(long hits, long trials, double delta) {
    check(hits, trials, delta);
    return hits == trials
        ? 1
        : BetaDistribution.of(hits + 1.0, (double) (trials - hits))
            .inverseSurvivalProbability(delta);
  }

  private static void check(long hits, long trials, double delta) {
    new Checks("Clopper-Pearson bound")
        .that(hits >= 0 && hits <= trials, "hits", "from 0 to trials", hits)
        .that(delta > 0 && delta < 1, "delta", "above 0 and below 1", delta)
        .throwIfAny();
  }
}
