package dev.backstop.demo;

import java.util.List;
import java.util.Optional;

/**
 * Median and 99th percentile by nearest rank, in milliseconds; empty of nothing.
 *
 * @param count of how many values
 */
record Percentiles(Optional<Long> p50, Optional<Long> p99, int count) {

  static Percentiles of(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    return new Percentiles(at(sorted, 0.50), at(sorted, 0.99), sorted.size());
  }

  private static Optional<Long> at(List<Long> sorted, double share) {
    return sorted.isEmpty()
        ? Optional.empty()
        : Optional.of(sorted.get((int) Math.ceil(share * sorted.size()) - 1));
  }

  @Override
  public String toString() {
    return p50.isEmpty() ? "-" : "p50 " + p50.get() + " ms, p99 " + p99.orElseThrow() + " ms";
  }
}
