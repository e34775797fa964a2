package dev.backstop.cli;

import dev.backstop.app.KafkaSettings;
import dev.backstop.config.BackstopConfig;
import dev.backstop.domain.SourcePosition;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** What one command needs of broker and registry. Every call is bounded. */
final class Session implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 10_000;

  private final BackstopConfig config;
  private final KafkaSettings settings;
  private final Terminal terminal;
  private final Registry registry;
  private @Nullable KafkaProducer<String, byte[]> producer;

  Session(BackstopConfig config, Terminal terminal) {
    this.config = config;
    this.settings = new KafkaSettings(config);
    this.terminal = terminal;
    this.registry = new Registry(config);
  }

  String name(Topic topic) {
    return topic.with(config.topics().prefix());
  }

  KafkaConsumer<String, byte[]> consumer() {
    Map<String, Object> bounded = new HashMap<>(settings.consumer());
    bounded.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    bounded.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    bounded.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
    return new KafkaConsumer<>(bounded);
  }

  TopicReader reader(KafkaConsumer<String, byte[]> consumer) {
    return new TopicReader(consumer, new Progress(terminal));
  }

  /** Hands on every record with a key of a topic that must be there. */
  void readWhole(Topic topic, Consumer<ConsumerRecord<String, byte[]>> sink) {
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      List<TopicReader.Extent> read =
          reader(consumer).read(List.of(name(topic)), null, record -> record.key() != null, sink);
      if (read.get(0).partitions() == 0) {
        throw CommandException.usage(
            "topic " + name(topic) + " does not exist: 'backstop topics create' makes it");
      }
    }
  }

  /** Watches the topics from now on. */
  Watch watch(Topic... topics) {
    KafkaConsumer<String, byte[]> consumer = consumer();
    try {
      return Watch.from(consumer, List.of(topics).stream().map(this::name).toList());
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  byte[] encode(Topic topic, SpecificRecord record) {
    return registry.encode(name(topic), record);
  }

  <T extends SpecificRecord> WireCodec.Decoded<T> decode(
      ConsumerRecord<String, byte[]> record, Class<T> type) {
    byte[] value = record.value();
    return value == null
        ? new WireCodec.Unreadable<>(false, "the record has no value", "none")
        : registry.decode(record.topic(), value, type);
  }

  /** Writes one record and returns its place when the broker has it. */
  SourcePosition send(Topic topic, String key, byte[] value) {
    return send(topic, key, value, new RecordHeaders());
  }

  /** The same with headers. */
  SourcePosition send(Topic topic, String key, byte[] value, Headers headers) {
    try {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>(name(topic), null, key, value, headers);
      RecordMetadata at = producer().send(record).get();
      return new SourcePosition(at.topic(), at.partition(), at.offset());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RecordTooLargeException) {
        throw CommandException.usage(
            "the record of " + key + " is larger than the broker takes: make it smaller", e);
      }
      throw e.getCause() instanceof KafkaException kafka
          ? kafka
          : new KafkaException("the record could not be sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a record was sent", e);
    }
  }

  @Override
  public void close() {
    KafkaProducer<String, byte[]> open = producer;
    if (open != null) {
      open.close(Duration.ofSeconds(2));
    }
    registry.close();
  }

  /** The place of a record. */
  static SourcePosition place(ConsumerRecord<?, ?> record) {
    return new SourcePosition(record.topic(), record.partition(), record.offset());
  }

  /** The last header of that name, or null. */
  static @Nullable String header(ConsumerRecord<?, ?> record, String name) {
    org.apache.kafka.common.header.Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private KafkaProducer<String, byte[]> producer() {
    KafkaProducer<String, byte[]> open = producer;
    if (open == null) {
      Map<String, Object> bounded = new HashMap<>(settings.producer());
      bounded.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
      bounded.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
      bounded.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
      bounded.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, config.maxRecordBytes() + 24_576);
      open = new KafkaProducer<>(bounded);
      producer = open;
    }
    return open;
  }
}
