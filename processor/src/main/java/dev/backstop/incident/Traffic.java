package dev.backstop.incident;

import dev.backstop.incident.TrafficReport.Counts;
import dev.backstop.incident.TrafficReport.Reviews;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
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
    return sum(List.of(this, other));
  }

  /** All of them together; the map is made once. */
  static Traffic sum(Collection<Traffic> all) {
    Counts counts = Counts.NONE;
    Map<String, Reviews> reviews = new HashMap<>();
    for (Traffic one : all) {
      counts = counts.plus(one.counts);
      one.reviews.forEach((policy, more) -> reviews.merge(policy, more, Reviews::plus));
    }
    return new Traffic(counts, reviews);
  }

  Traffic minus(Traffic other) {
    Map<String, Reviews> rest = new HashMap<>(reviews);
    other.reviews.forEach(
        (policy, less) -> rest.merge(policy, Reviews.NONE.minus(less), Reviews::plus));
    // Most policies have had no review end since.
    rest.values().removeIf(Reviews.NONE::equals);
    return new Traffic(counts.minus(other.counts), rest);
  }
}
