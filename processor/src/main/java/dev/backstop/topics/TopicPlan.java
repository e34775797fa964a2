package dev.backstop.topics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Compares the wanted topics with those found: what is wrong, and what is to be made. */
public final class TopicPlan {

  /** The oldest transaction protocol that the promises hold with. */
  public static final int TRANSACTION_VERSION = 2;

  /** The broker's default; topics that need no more are left to it. */
  private static final int DEFAULT_MESSAGE_BYTES = 1_048_588;

  private TopicPlan() {}

  /** Everything that is wrong, in the order of the topics; empty if nothing is. */
  public static List<Finding> check(List<WantedTopic> wanted, Cluster cluster) {
    String bootstrap = cluster.bootstrapServers();
    List<Finding> findings = new ArrayList<>();
    for (WantedTopic topic : wanted) {
      FoundTopic found = cluster.topics().get(topic.name());
      if (found == null) {
        findings.add(new Finding.Missing(topic.name()));
        continue;
      }
      String cleanup = topic.topic().cleanupPolicy();
      if (!parts(found.cleanupPolicy()).equals(Set.of(cleanup))) {
        findings.add(
            new Finding.WrongCleanup(topic.name(), found.cleanupPolicy(), cleanup, bootstrap));
      }
      long least = topic.leastMessageBytes();
      long most = found.maxMessageBytes().orElse(Long.MAX_VALUE);
      if (most < least) {
        findings.add(new Finding.MessagesTooSmall(topic.name(), most, least, bootstrap));
      }
    }
    Map<String, Integer> partitions = keyedPartitions(wanted, cluster);
    if (new HashSet<>(partitions.values()).size() > 1) {
      findings.add(new Finding.UnequalPartitions(partitions, bootstrap));
    }
    if (cluster.transactionVersion() < TRANSACTION_VERSION) {
      findings.add(new Finding.OldTransactions(cluster.transactionVersion(), bootstrap));
    }
    return List.copyOf(findings);
  }

  /**
   * How many partitions the keyed topics have that exist already; new ones must have as many. Empty
   * if there are none, or if they disagree.
   */
  public static OptionalInt partitionsInPlace(List<WantedTopic> wanted, Cluster cluster) {
    Set<Integer> counts = new TreeSet<>(keyedPartitions(wanted, cluster).values());
    return counts.size() == 1 ? OptionalInt.of(counts.iterator().next()) : OptionalInt.empty();
  }

  /** The missing topics, with these numbers. */
  public static List<Creation> missing(
      List<WantedTopic> wanted, Cluster cluster, int partitions, short replicationFactor) {
    return wanted.stream()
        .filter(topic -> !cluster.topics().containsKey(topic.name()))
        .map(
            topic ->
                new Creation(
                    topic.name(),
                    // Every instance reads all of a compacted one.
                    topic.topic().compacted() ? 1 : partitions,
                    replicationFactor,
                    settings(topic)))
        .toList();
  }

  private static Map<String, String> settings(WantedTopic topic) {
    Map<String, String> settings = new HashMap<>();
    settings.put(FoundTopic.CLEANUP_POLICY, topic.topic().cleanupPolicy());
    if (topic.leastMessageBytes() > DEFAULT_MESSAGE_BYTES) {
      settings.put(FoundTopic.MAX_MESSAGE_BYTES, Integer.toString(topic.leastMessageBytes()));
    }
    return settings;
  }

  private static Map<String, Integer> keyedPartitions(List<WantedTopic> wanted, Cluster cluster) {
    Map<String, Integer> partitions = new HashMap<>();
    for (WantedTopic topic : wanted) {
      FoundTopic found = cluster.topics().get(topic.name());
      if (found != null && !topic.topic().compacted()) {
        partitions.put(topic.name(), found.partitions());
      }
    }
    return partitions;
  }

  private static Set<String> parts(String cleanupPolicy) {
    Set<String> parts = new HashSet<>();
    for (String part : cleanupPolicy.split(",")) {
      parts.add(part.strip());
    }
    return parts;
  }
}
