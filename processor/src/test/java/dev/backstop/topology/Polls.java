package dev.backstop.topology;

import dev.backstop.topology.batch.BatchStage;
import dev.backstop.topology.names.Topic;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** The driver has no consumer; this does what one does with each poll. */
final class Polls {

  private final BatchStage batches = new BatchStage();
  private final Map<Topic, Long> offsets = new EnumMap<>(Topic.class);

  Polls(BatchStage.Plan plan) {
    batches.configure(Map.of(BatchStage.PLAN, plan));
  }

  /**
   * A record that is alone in its poll would not be scored ahead, so it has a copy of itself for
   * company, which goes no further.
   */
  void alone(Topic topic, byte[] key, byte[] value, RecordHeaders headers, Instant now) {
    long offset = nextOffset(topic);
    together(
        topic,
        List.of(
            record(topic, offset, key, value, headers, now),
            record(topic, offset, key, value, new RecordHeaders(headers), now)));
  }

  void together(Topic topic, List<ConsumerRecord<byte[], byte[]>> records) {
    TopicPartition partition = new TopicPartition(topic.with(TopologyHarness.PREFIX), 0);
    batches.onConsume(new ConsumerRecords<>(Map.of(partition, records), Map.of()));
  }

  /** The next record of the topic. */
  ConsumerRecord<byte[], byte[]> next(
      Topic topic, byte[] key, byte[] value, RecordHeaders headers, Instant now) {
    return record(topic, nextOffset(topic), key, value, headers, now);
  }

  private long nextOffset(Topic topic) {
    return offsets.merge(topic, 1L, Long::sum) - 1;
  }

  private static ConsumerRecord<byte[], byte[]> record(
      Topic topic, long offset, byte[] key, byte[] value, RecordHeaders headers, Instant now) {
    return new ConsumerRecord<>(
        topic.with(TopologyHarness.PREFIX),
        0,
        offset,
        now.toEpochMilli(),
        TimestampType.CREATE_TIME,
        -1,
        -1,
        key,
        value,
        headers,
        Optional.empty());
  }
}
