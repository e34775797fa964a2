package dev.backstop.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Sees every record that is committed to some topics from now on. */
final class Watch implements AutoCloseable {

  private final KafkaConsumer<String, byte[]> consumer;

  private Watch(KafkaConsumer<String, byte[]> consumer) {
    this.consumer = consumer;
  }

  /** Stands at the topics' ends when it returns, so nothing that follows is missed. */
  static Watch from(KafkaConsumer<String, byte[]> consumer, List<String> topics) {
    Set<TopicPartition> partitions = new HashSet<>();
    for (String topic : topics) {
      List<TopicPartition> found = TopicReader.partitionsOf(consumer, topic);
      if (found.isEmpty()) {
        throw CommandException.usage(
            "topic " + topic + " does not exist: 'backstop topics create' makes it");
      }
      partitions.addAll(found);
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return new Watch(consumer);
  }

  /** What came, waiting at most so long for the first of it. */
  List<ConsumerRecord<String, byte[]>> poll(Duration patience) {
    List<ConsumerRecord<String, byte[]>> came = new ArrayList<>();
    consumer.poll(patience).forEach(came::add);
    return came;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
