package dev.backstop.topics;

import java.util.Map;

/**
 * What was found of a cluster.
 *
 * @param bootstrapServers as configured
 * @param transactionVersion finalized level of the feature {@code transaction.version}, 0 if it has
 *     none
 * @param topics the wanted topics that exist, by name
 */
public record Cluster(
    String bootstrapServers, int transactionVersion, Map<String, FoundTopic> topics) {

  public Cluster {
    topics = Map.copyOf(topics);
  }
}
