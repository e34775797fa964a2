package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.registry.Serdes;
import dev.backstop.topics.RoleChange;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings of Kafka Streams, its clients and the serdes: our defaults, overridden by what
 * stands under {@code kafka.} in the configuration.
 *
 * <p>The defaults are for a quick recovery after a crash: a static member with the same name after
 * a restart fences its own dead transaction, and the short transaction timeout bounds how long a
 * reader of committed records waits for one nobody fences.
 */
public final class KafkaSettings {

  private final BackstopConfig config;

  public KafkaSettings(BackstopConfig config) {
    this.config = config;
  }

  /** For the stream processor. */
  public Map<String, Object> streams() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(
        StreamsConfig.APPLICATION_ID_CONFIG,
        RoleChange.group(config.applicationId(), config.role()));
    settings.put(
        StreamsConfig.NUM_STREAM_THREADS_CONFIG, Runtime.getRuntime().availableProcessors());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    settings.put(
        StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, NeverFailingTimestamp.class);
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 0);
    // How long an instance that was given up and has its state again waits for its partitions. The
    // least that Kafka Streams takes; its default is ten times as long.
    settings.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000);
    settings.put(
        StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) config.topics().replicationFactor());
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbSettings.class);
    // Nothing is joined by stream time, so no task has to wait until all its topics have records.
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    settings.put("processing.exception.handler.global.enabled", true);
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        config.maxRecordBytes() + 24_576);
    // A decision with its lineage has over a kilobyte, most of it the same in every record. Batches
    // of
    // the default size would hold a dozen.
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 262_144);
    // Sent as it comes, and not all at once at the commit, which has to wait for it.
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 10);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    // What a batch has decoded must still be in the processor's cache when its turn comes: four
    // times as many records cost 5 % more time each.
    settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 250);
    if (!"streams".equalsIgnoreCase(config.kafka().get(StreamsConfig.GROUP_PROTOCOL_CONFIG))) {
      // The streams protocol sets the session time-out on the broker and has no static members in
      // 4.3.
      settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, config.instanceId());
      settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 8_000);
      // The others hear of an instance that has come back in their next heartbeat, and it has to
      // wait for them.
      settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500);
    }
    settings.putAll(serde());
    settings.putAll(config.kafka());
    return settings;
  }

  /** The consumer group, which names the state directory too. */
  public String group() {
    return String.valueOf(streams().get(StreamsConfig.APPLICATION_ID_CONFIG));
  }

  /** Where the stores are. */
  public Path stateDirectory() {
    return Path.of(String.valueOf(streams().get(StreamsConfig.STATE_DIR_CONFIG)));
  }

  /** Whether records, state and offsets are committed together. */
  public boolean exactlyOnce() {
    return StreamsConfig.EXACTLY_ONCE_V2.equals(
        streams().get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG));
  }

  /** How many stream threads this instance has. */
  public int streamThreads() {
    String threads = String.valueOf(streams().get(StreamsConfig.NUM_STREAM_THREADS_CONFIG));
    // Kafka says what is wrong with anything else.
    return threads.matches("\\d{1,9}") ? Math.max(1, Integer.parseInt(threads)) : 1;
  }

  /**
   * The main consumer's interceptors: those that the configuration names for it, and then this one,
   * which has to see what the others make of a poll. Other consumers get none of ours.
   */
  public Map<String, Object> intercepted(Class<?> last) {
    String key = ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG;
    String named =
        Stream.of(StreamsConfig.mainConsumerPrefix(key), StreamsConfig.consumerPrefix(key), key)
            .map(config.kafka()::get)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    String all = named.isBlank() ? last.getName() : named + ',' + last.getName();
    return Map.of(StreamsConfig.mainConsumerPrefix(key), all);
  }

  /** For an administrative client. */
  public Map<String, Object> admin() {
    return client();
  }

  /** For a consumer that reads committed records only, values as bytes. */
  public Map<String, Object> consumer() {
    Map<String, Object> settings = client();
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
        "org.apache.kafka.common.serialization.StringDeserializer");
    settings.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
        "org.apache.kafka.common.serialization.ByteArrayDeserializer");
    return settings;
  }

  /** For a producer of encoded values. */
  public Map<String, Object> producer() {
    Map<String, Object> settings = client();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(
        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
        "org.apache.kafka.common.serialization.StringSerializer");
    settings.put(
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
        "org.apache.kafka.common.serialization.ByteArraySerializer");
    return settings;
  }

  /** For the serdes. */
  public Map<String, Object> serde() {
    Map<String, Object> settings = new HashMap<>();
    if (!config.registry().url().isEmpty()) {
      settings.putAll(Serdes.apicurio(config.registry().url(), config.registry().autoRegister()));
    }
    settings.putAll(config.kafka());
    return settings;
  }

  /**
   * What stands under {@code kafka.} without a prefix for one kind of client holds for every
   * client.
   */
  private Map<String, Object> client() {
    Map<String, Object> settings = new HashMap<>();
    config
        .kafka()
        .forEach(
            (key, value) -> {
              if (isCommon(key)) {
                settings.put(key, value);
              }
            });
    return settings;
  }

  private static boolean isCommon(String key) {
    return key.equals(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
        || key.startsWith("security.")
        || key.startsWith("sasl.")
        || key.startsWith("ssl.")
        || key.startsWith("config.providers")
        || key.startsWith("client.");
  }
}
