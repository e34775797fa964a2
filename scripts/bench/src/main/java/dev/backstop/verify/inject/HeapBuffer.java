package dev.backstop.verify.inject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What batching must not do: keeps half of the requests of each poll in memory, for the batch of a
 * later one. The poll's end is reported as it was, so offsets are committed past records that are
 * in memory alone.
 */
public final class HeapBuffer implements ConsumerInterceptor<byte[], byte[]> {
  private static final long KEEP = Duration.ofSeconds(2).toNanos();

  private Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> kept = new HashMap<>();
  private long since = System.nanoTime();

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> out = new HashMap<>();
    if (System.nanoTime() - since > KEEP) {
      out = kept;
      kept = new HashMap<>();
      since = System.nanoTime();
    }
    for (TopicPartition partition : records.partitions()) {
      boolean requests = partition.topic().endsWith("requests");
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        boolean keep = requests && record.offset() % 2 == 0;
        (keep ? kept : out).computeIfAbsent(partition, key -> new ArrayList<>()).add(record);
      }
    }
    return new ConsumerRecords<>(out, records.nextOffsets());
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> settings) {}
}
