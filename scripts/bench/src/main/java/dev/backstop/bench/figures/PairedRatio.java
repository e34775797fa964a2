package dev.backstop.bench.figures;

import java.util.ArrayList;
import java.util.List;

/**
 * The ratio of two things measured in turns.
 *
 * <p>What the machine does meanwhile slows both of a pair alike, so each round gives a ratio and
 * the median is taken of these. If the reference itself swings by more than {@link #MOST_SWING},
 * the rounds cannot be compared, and neither can the ratio with a bar.
 *
 * @param referenceSwing largest over smallest rate of the reference
 * @param rounds how many pairs
 */
public record PairedRatio(
    double median, double min, double max, double referenceSwing, int rounds, boolean noisy) {

  public static final double MOST_SWING = 1.5;

  /** Of rates by round. */
  public static PairedRatio of(List<Double> rates, List<Double> reference) {
    if (rates.size() != reference.size()) {
      throw new IllegalArgumentException(
          "pairs need two of each: " + rates.size() + " and " + reference.size());
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < rates.size(); round++) {
      ratios.add(rates.get(round) / reference.get(round));
    }
    Spread spread = Spread.of(ratios);
    double swing = Spread.of(reference).swing();
    return new PairedRatio(
        spread.median(), spread.min(), spread.max(), swing, rates.size(), swing > MOST_SWING);
  }
}
