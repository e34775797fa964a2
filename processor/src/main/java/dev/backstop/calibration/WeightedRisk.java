package dev.backstop.calibration;

/**
 * The mean loss of a population, from a sample whose members were drawn with known, unequal
 * probabilities: each stands for as many as the inverse of its own.
 *
 * <p>Over the audit panel alone none of this is needed; its members were all drawn with the same
 * probability.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1952.10483446">Horvitz and Thompson 1952</a>
 */
public final class WeightedRisk {

  private double count;
  private double weights;
  private double squares;
  private double losses;

  /**
   * Adds a member of the sample.
   *
   * @param propensity probability with which it was drawn, above 0 and at most 1
   */
  public void add(double loss, double propensity) {
    if (!(propensity > 0 && propensity <= 1)) {
      throw new IllegalArgumentException(
          "a propensity must be above 0 and at most 1, but it is " + propensity);
    }
    double weight = 1 / propensity;
    count++;
    weights += weight;
    squares += weight * weight;
    losses += weight * loss;
  }

  /**
   * The estimate without bias, where the size of the population is known (Horvitz and Thompson). It
   * may come out above the largest loss.
   */
  public double horvitzThompson(long population) {
    if (population < count) {
      throw new IllegalArgumentException(
          "a population of " + population + " has no sample of " + (long) count);
    }
    return losses / population;
  }

  /** The weighted mean (Hájek): slightly biased, steadier. Not a number without a sample. */
  public double hajek() {
    return losses / weights;
  }

  /** How many members of an unweighted sample would tell as much. Not a number without a sample. */
  public double effectiveSampleSize() {
    return weights * weights / squares;
  }
}
