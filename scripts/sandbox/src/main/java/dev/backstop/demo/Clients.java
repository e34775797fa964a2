package dev.backstop.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Ordinary Kafka clients: keys are text, values bytes, and only committed records are read. */
record Clients(String bootstrapServers) {

  /** A producer whose retries write nothing twice. */
  Producer<String, byte @Nullable []> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 5),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /** A consumer in a group, from the beginning. */
  Consumer<String, byte[]> member(String group, String topic) {
    Consumer<String, byte[]> consumer = consumer(Map.of("group.id", group));
    consumer.subscribe(List.of(topic));
    return consumer;
  }

  /** A consumer of all partitions of some topics, from the beginning. */
  Consumer<String, byte[]> reader(List<String> topics) {
    Consumer<String, byte[]> consumer = consumer(Map.of());
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private Consumer<String, byte[]> consumer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    settings.put("allow.auto.create.topics", false);
    settings.put("fetch.max.wait.ms", 100);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
