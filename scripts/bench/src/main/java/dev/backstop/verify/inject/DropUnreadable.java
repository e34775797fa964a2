package dev.backstop.verify.inject;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What an error handler must not do: goes on behind a record that cannot be read. */
public final class DropUnreadable implements ConsumerInterceptor<byte[], byte[]> {
  private static final int PREFIX = 1 + Integer.BYTES;

  /** Far above what a registry gives out in a run. */
  private static final int NO_SUCH_SCHEMA = 1_000_000;

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> readable = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      readable.put(
          partition,
          records.records(partition).stream().filter(DropUnreadable::isReadable).toList());
    }
    return new ConsumerRecords<>(readable, records.nextOffsets());
  }

  private static boolean isReadable(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    return value != null
        && value.length >= PREFIX
        && value[0] == 0
        && ByteBuffer.wrap(value).getInt(1) < NO_SUCH_SCHEMA;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> settings) {}
}
