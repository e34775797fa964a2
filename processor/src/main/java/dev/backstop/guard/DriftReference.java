package dev.backstop.guard;

import java.util.List;

/**
 * How a feature, or the confidence, was distributed where the model was made; part of the model
 * package.
 *
 * @param name of the feature
 * @param counts by bin
 */
public record DriftReference(String name, Bins bins, List<Long> counts) {

  public DriftReference {
    counts = List.copyOf(counts);
    new Checks("drift reference '" + name + "'")
        .that(counts.size() == bins.size(), "counts", bins.size() + " in number", counts.size())
        .that(counts.stream().allMatch(count -> count >= 0), "counts", "0 or more", counts)
        .that(sum(counts) > 0, "counts", "not all 0", counts)
        .throwIfAny();
  }

  /** How many rows were counted. */
  public long rows() {
    return sum(counts);
  }

  long[] asArray() {
    return counts.stream().mapToLong(Long::longValue).toArray();
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
