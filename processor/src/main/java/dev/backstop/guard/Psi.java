package dev.backstop.guard;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Population stability index of two distributions over the same bins: Σ (a − r) · ln(a / r). If
 * both are samples of one distribution, (1/N + 1/M)⁻¹ times the index is about χ² with one degree
 * of freedom fewer than there are bins (Yurdakul and Naranjo 2020).
 */
public final class Psi {

  /** Added to each count, so that an empty bin is not infinitely surprising. */
  private static final double SMOOTHING = .5;

  /** Below this nobody cares, however certain it is. */
  private static final double NEGLIGIBLE = .1;

  private static final double SURE = .999;

  private Psi() {}

  /** Of shares, all above 0. */
  public static double ofShares(double[] reference, double[] actual) {
    if (reference.length != actual.length) {
      throw new IllegalArgumentException(
          "PSI: both must have the same bins, but have "
              + reference.length
              + " and "
              + actual.length);
    }
    double sum = 0;
    for (int i = 0; i < reference.length; i++) {
      sum += (actual[i] - reference[i]) * Math.log(actual[i] / reference[i]);
    }
    return sum;
  }

  /** Of counts, smoothed. */
  public static double ofCounts(long[] reference, long[] actual) {
    return ofShares(smoothed(reference), smoothed(actual));
  }

  /** What the index stays below with this probability if nothing has changed. */
  public static double chance(long reference, long actual, int bins, double probability) {
    double quantile =
        ChiSquaredDistribution.of(bins - 1.0).inverseCumulativeProbability(probability);
    return (1.0 / reference + 1.0 / actual) * quantile;
  }

  /** From which on it is drift: neither negligible nor chance. */
  public static double threshold(long reference, long actual, int bins) {
    return Math.max(NEGLIGIBLE, chance(reference, actual, bins, SURE));
  }

  private static double[] smoothed(long[] counts) {
    double all = 0;
    for (long count : counts) {
      all += count + SMOOTHING;
    }
    double[] shares = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      shares[i] = (counts[i] + SMOOTHING) / all;
    }
    return shares;
  }
}
