package dev.backstop.incident;

import dev.backstop.incident.TrafficReport.Counts;
import dev.backstop.incident.TrafficReport.Reviews;
import java.util.HashMap;
import java.util.Map;

/**
 * What was counted in some time, on all instances together.
 *
 * @param reviews by the name of the policy
 */
record Traffic(Counts counts, Map<String, Reviews> reviews) {

  static final Traffic NONE = new Traffic(Counts.NONE, Map.of());

  Traffic {
    reviews = Map.copyOf(reviews);
  }

  /** What an instance has counted since it began. */
  static Traffic of(TrafficReport report) {
    return new Traffic(report.counts(), report.reviews());
  }

  Reviews reviews(String policy) {
    return reviews.getOrDefault(policy, Reviews.NONE);
  }

  Traffic plus(Traffic other) {
    Map<String, Reviews> sum = new HashMap<>(reviews);
    other.reviews.forEach((policy, more) -> sum.merge(policy, more, Reviews::plus));
    return new Traffic(counts.plus(other.counts), sum);
  }

  Traffic minus(Traffic other) {
    Map<String, Reviews> rest = new HashMap<>(reviews);
    other.reviews.forEach(
        (policy, less) -> rest.merge(policy, Reviews.NONE.minus(less), Reviews::plus));
    return new Traffic(counts.minus(other.counts), rest);
  }
}
