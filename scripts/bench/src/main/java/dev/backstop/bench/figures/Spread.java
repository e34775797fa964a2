package dev.backstop.bench.figures;

import java.util.Arrays;
import java.util.Collection;

/** Median, smallest and largest of some measurements. */
public record Spread(double median, double min, double max) {

  /** Of at least one value; of an even number the median is the mean of the middle two. */
  public static Spread of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("there is no median of nothing");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Of at least one value. */
  public static Spread of(double... values) {
    return of(Arrays.stream(values).boxed().toList());
  }

  /** How many times the smallest the largest is. */
  public double swing() {
    return max / min;
  }
}
