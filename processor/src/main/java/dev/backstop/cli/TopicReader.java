package dev.backstop.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics up to the ends they had at the start, committed records only, all partitions: a
 * client in another language may have put a key on another partition than ours would.
 */
final class TopicReader {

  /** Without any progress for so long the broker counts as lost. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * How much of a topic was read.
   *
   * @param partitions 0 if there is no such topic
   * @param offsets how many were passed; transactions take some of their own
   */
  record Extent(String topic, int partitions, long offsets) {

    String inWords() {
      return topic + (partitions == 0 ? " (missing)" : " (" + offsets + " offsets)");
    }
  }

  private final KafkaConsumer<String, byte[]> consumer;
  private final Progress progress;

  /**
   * A reader.
   *
   * @param consumer of committed records; nothing else may use it meanwhile
   */
  TopicReader(KafkaConsumer<String, byte[]> consumer, Progress progress) {
    this.consumer = consumer;
    this.progress = progress;
  }

  /**
   * Reads the topics once.
   *
   * @param since older records are left out; null reads from the beginning
   * @param wanted looks at key and headers; only what it wants is handed on
   */
  List<Extent> read(
      Collection<String> topics,
      @Nullable Instant since,
      Predicate<ConsumerRecord<String, byte[]>> wanted,
      Consumer<ConsumerRecord<String, byte[]>> sink) {
    Set<TopicPartition> partitions = new HashSet<>();
    for (String topic : topics) {
      partitions.addAll(partitionsOf(consumer, topic));
    }
    consumer.assign(partitions);
    // A topic that was read before is paused at its end.
    consumer.resume(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> begins = seek(partitions, ends, since);
    read(begins, ends, wanted, sink);
    return topics.stream().map(topic -> extent(topic, begins, ends)).toList();
  }

  /** The partitions of a topic, none if it does not exist. */
  static List<TopicPartition> partitionsOf(KafkaConsumer<?, ?> consumer, String topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    return found == null
        ? List.of()
        : found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  private Map<TopicPartition, Long> seek(
      Set<TopicPartition> partitions, Map<TopicPartition, Long> ends, @Nullable Instant since) {
    Map<TopicPartition, Long> begins = new HashMap<>(consumer.beginningOffsets(partitions));
    if (since != null) {
      Map<TopicPartition, OffsetAndTimestamp> later =
          consumer.offsetsForTimes(
              partitions.stream()
                  .collect(Collectors.toMap(partition -> partition, p -> since.toEpochMilli())));
      for (TopicPartition partition : partitions) {
        OffsetAndTimestamp first = later.get(partition);
        // No record is that young: there is nothing to read.
        begins.put(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
      }
    }
    begins.forEach(consumer::seek);
    return begins;
  }

  private void read(
      Map<TopicPartition, Long> begins,
      Map<TopicPartition, Long> ends,
      Predicate<ConsumerRecord<String, byte[]>> wanted,
      Consumer<ConsumerRecord<String, byte[]>> sink) {
    Set<TopicPartition> open = new HashSet<>(ends.keySet());
    long total = total(begins, ends);
    long before = -1;
    long movedAt = System.nanoTime();
    while (true) {
      long read = 0;
      for (TopicPartition partition : ends.keySet()) {
        long end = ends.getOrDefault(partition, 0L);
        long position = consumer.position(partition);
        read += Math.min(position, end) - Math.min(begins.getOrDefault(partition, 0L), end);
        if (position >= end && open.remove(partition)) {
          consumer.pause(List.of(partition));
        }
      }
      progress.at(read, total);
      if (open.isEmpty()) {
        progress.done();
        return;
      }
      if (read != before) {
        before = read;
        movedAt = System.nanoTime();
      } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
        progress.done();
        throw new TimeoutException("no record came for " + PATIENCE.toSeconds() + " s");
      }
      ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(250));
      for (ConsumerRecord<String, byte[]> record : records) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < ends.getOrDefault(partition, 0L) && wanted.test(record)) {
          sink.accept(record);
        }
      }
    }
  }

  private static Extent extent(
      String topic, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
    List<TopicPartition> own = new ArrayList<>(ends.keySet());
    own.removeIf(partition -> !partition.topic().equals(topic));
    Map<TopicPartition, Long> of = new HashMap<>(ends);
    of.keySet().retainAll(own);
    return new Extent(topic, own.size(), total(begins, of));
  }

  private static long total(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - begins.getOrDefault(end.getKey(), 0L)))
        .sum();
  }
}
