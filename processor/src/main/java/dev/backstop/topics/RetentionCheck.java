package dev.backstop.topics;

import dev.backstop.policy.Policy;
import dev.backstop.topology.names.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds the topics that carry features against how long policies allow features to be kept. */
public final class RetentionCheck {

  /** Those with the values of features; a dead letter has a request's bytes. */
  private static final Set<Topic> CARRIERS =
      EnumSet.of(
          Topic.REQUESTS,
          Topic.SECONDARY,
          Topic.REVIEWS,
          Topic.FEEDBACK,
          Topic.SHADOW,
          Topic.DEAD_LETTERS);

  /** The feature that may be kept for the shortest time. */
  private record Shortest(String feature, Duration kept, String policy) {}

  private RetentionCheck() {}

  /** The topics that keep records longer than a feature in them may be kept. */
  public static List<Finding> check(
      List<WantedTopic> wanted, Cluster cluster, Collection<Policy> policies) {
    Shortest shortest = shortest(policies);
    List<Finding> findings = new ArrayList<>();
    if (shortest == null) {
      return findings;
    }
    for (WantedTopic topic : wanted) {
      FoundTopic found = cluster.topics().get(topic.name());
      OptionalLong kept = found == null ? OptionalLong.empty() : found.retentionMillis();
      if (CARRIERS.contains(topic.topic())
          && kept.isPresent()
          && (kept.getAsLong() < 0 || kept.getAsLong() > shortest.kept().toMillis())) {
        findings.add(
            new Finding.KeptTooLong(
                topic.name(),
                kept.getAsLong(),
                shortest.feature(),
                shortest.kept().toMillis(),
                shortest.policy(),
                cluster.bootstrapServers()));
      }
    }
    return findings;
  }

  private static @Nullable Shortest shortest(Collection<Policy> policies) {
    Shortest shortest = null;
    for (Policy policy : policies) {
      for (Map.Entry<String, Duration> one : policy.charter().retention().entrySet()) {
        if (shortest == null || one.getValue().compareTo(shortest.kept()) < 0) {
          shortest = new Shortest(one.getKey(), one.getValue(), policy.ref().toLineage());
        }
      }
    }
    return shortest;
  }
}
