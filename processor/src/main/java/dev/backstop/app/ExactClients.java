package dev.backstop.app;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clients of Kafka Streams, with a {@link FencedProducer} for each stream thread.
 *
 * <p>With {@code group.protocol: streams} Kafka Streams makes the main consumers itself, and the
 * producers know nothing of them.
 */
final class ExactClients implements KafkaClientSupplier {

  private static final String OF_CONSUMER = "-consumer";
  private static final String OF_PRODUCER = "-producer";

  /** The main consumer of each stream thread, by the thread's name. */
  private final Map<String, Consumer<byte[], byte[]>> consumers = new ConcurrentHashMap<>();

  @Override
  public Admin getAdmin(Map<String, Object> settings) {
    return Admin.create(settings);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
    String thread = threadOf(settings, OF_PRODUCER);
    return new FencedProducer(settings, () -> consumerOf(thread));
  }

  /** Null where Kafka Streams makes the consumers itself. */
  private @Nullable Consumer<byte[], byte[]> consumerOf(String thread) {
    Consumer<byte[], byte[]> consumer = consumers.get(thread);
    if (consumer == null && !consumers.isEmpty()) {
      // Without it a gap would be open that nobody sees.
      throw new IllegalStateException(
          "no consumer is known of the stream thread '"
              + thread
              + "', only of "
              + consumers.keySet()
              + ": Kafka Streams names its clients in another way than expected");
    }
    return consumer;
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
    Consumer<byte[], byte[]> consumer = consumer(settings);
    consumers.put(threadOf(settings, OF_CONSUMER), consumer);
    return consumer;
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
    return consumer(settings);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
    return consumer(settings);
  }

  /** Kafka Streams names the clients of a thread after it. */
  private static String threadOf(Map<String, Object> settings, String ending) {
    String client = String.valueOf(settings.get(CommonClientConfigs.CLIENT_ID_CONFIG));
    return client.endsWith(ending)
        ? client.substring(0, client.length() - ending.length())
        : client;
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
