package dev.backstop.verify.run;

import dev.backstop.rig.RigException;
import dev.backstop.topology.names.Topic;
import dev.backstop.verify.history.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Where the partitions of an application end, its stores' changelogs included. */
final class Ends {
  private static final Duration REST = Duration.ofSeconds(20);
  private static final Duration UNMOVED = Duration.ofMillis(1500);

  private final Admin admin;
  private final String group;
  private final String prefix;
  private final Map<TopicPartition, Long> lastRecords;

  private Ends(Admin admin, String group, String prefix, Map<TopicPartition, Long> lastRecords) {
    this.admin = admin;
    this.group = group;
    this.prefix = prefix;
    this.lastRecords = lastRecords;
  }

  /**
   * Reads them as soon as they meet, or after a while in which they do not.
   *
   * @param lastRecords the last committed record of each partition of the topics
   */
  static List<End> read(
      Clients clients, String group, String prefix, Map<TopicPartition, Long> lastRecords)
      throws InterruptedException {
    try (Admin admin = clients.admin()) {
      Ends reader = new Ends(admin, group, prefix, lastRecords);
      List<End> ends = new ArrayList<>();
      Wait.until(
          REST,
          () -> {
            ends.clear();
            ends.addAll(reader.now());
            return ends.stream().allMatch(Ends::meet);
          });
      return ends;
    }
  }

  /** Waits until nothing has moved for a while and no transaction is open. */
  static void awaitRest(Clients clients, String group, String prefix) throws InterruptedException {
    try (Admin admin = clients.admin()) {
      Ends reader = new Ends(admin, group, prefix, Map.of());
      List<End> before = new ArrayList<>();
      Wait.until(
          REST,
          () -> {
            List<End> now = reader.now();
            boolean rest = now.equals(before) && now.stream().allMatch(Ends::closed);
            before.clear();
            before.addAll(now);
            if (!rest) {
              Wait.pass(UNMOVED);
            }
            return rest;
          });
    }
  }

  private static boolean closed(End end) {
    return end.lastStable() == end.highWatermark();
  }

  private static boolean meet(End end) {
    return closed(end) && (!end.input() || end.committed() > end.lastRecord());
  }

  private List<End> now() throws InterruptedException {
    try {
      Set<String> inputs =
          Stream.of(Topic.REQUESTS, Topic.SECONDARY, Topic.REVIEWS, Topic.VERDICTS)
              .map(topic -> topic.with(prefix))
              .collect(Collectors.toSet());
      List<TopicPartition> partitions = partitions();
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
      var stable = offsets(latest, IsolationLevel.READ_COMMITTED);
      var high = offsets(latest, IsolationLevel.READ_UNCOMMITTED);
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      List<End> ends = new ArrayList<>();
      for (TopicPartition partition : partitions) {
        OffsetAndMetadata offset = committed.get(partition);
        ends.add(
            new End(
                partition.topic(),
                partition.partition(),
                end(stable, partition),
                end(high, partition),
                lastRecords.getOrDefault(partition, -1L),
                offset == null ? -1 : offset.offset(),
                inputs.contains(partition.topic())));
      }
      return ends;
    } catch (ExecutionException e) {
      throw new RigException("the broker does not tell its offsets", "see broker.log", e);
    }
  }

  private static long end(
      Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
    return Objects.requireNonNull(offsets.get(partition)).offset();
  }

  private List<TopicPartition> partitions() throws ExecutionException, InterruptedException {
    List<String> topics =
        admin.listTopics().names().get().stream()
            .filter(name -> name.startsWith(prefix) || name.startsWith(group + "-"))
            .toList();
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition())))
        .toList();
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Map<TopicPartition, OffsetSpec> latest, IsolationLevel level)
      throws ExecutionException, InterruptedException {
    return admin.listOffsets(latest, new ListOffsetsOptions(level)).all().get();
  }
}
