package dev.backstop.verify.run;

import dev.backstop.topology.names.Topic;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
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

  /**
   * A producer whose retries write nothing twice, and which gives up soon: a broker that is away
   * for longer leaves it with sends of unknown outcome.
   */
  Producer<String, byte @Nullable []> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "acks", "all",
            "linger.ms", 5,
            "request.timeout.ms", 2500,
            "delivery.timeout.ms", 6000),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /** A static member of a group, which commits by itself. */
  Consumer<String, byte[]> member(String group, String name, String topic) {
    Consumer<String, byte[]> consumer =
        consumer(
            Map.of(
                "group.id",
                group,
                "group.instance.id",
                name,
                "session.timeout.ms",
                6000,
                "heartbeat.interval.ms",
                1500,
                "max.poll.records",
                20,
                "enable.auto.commit",
                false));
    consumer.subscribe(List.of(topic));
    return consumer;
  }

  /** A consumer of all partitions of some topics, from the beginning. */
  Consumer<String, byte[]> reader(String prefix, Topic... topics) {
    Consumer<String, byte[]> consumer = consumer(Map.of("enable.auto.commit", false));
    List<TopicPartition> partitions =
        Arrays.stream(topics)
            .flatMap(topic -> consumer.partitionsFor(topic.with(prefix)).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  Admin admin() {
    return Admin.create(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "request.timeout.ms",
            5000,
            "default.api.timeout.ms",
            8000));
  }

  private Consumer<String, byte[]> consumer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    settings.put("allow.auto.create.topics", false);
    settings.put("fetch.max.wait.ms", 50);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
