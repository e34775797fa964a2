package dev.backstop.app;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * The clients of Kafka Streams, with a producer that begins nothing after it has aborted.
 *
 * <p>The tasks of a stream thread share one transaction. When one of them is found corrupted, Kafka
 * Streams commits what the others have done, and then aborts for the one. In the midst of a
 * rebalance it must not commit, and aborts all the same; the others know nothing of it, go on, and
 * with their next commit pass over records whose decisions were aborted: those are lost. (Seen with
 * 4.3.1: {@code TaskManager.handleCorruption}, whose commit does nothing while {@code
 * rebalanceInProgress}.)
 *
 * <p>Told at the next begin that it is fenced, a thread gives up all its tasks, takes a new
 * producer, and begins again where it has committed. It does the same by itself after most aborts.
 */
final class ExactClients implements KafkaClientSupplier {

  @Override
  public Admin getAdmin(Map<String, Object> settings) {
    return Admin.create(settings);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
    return new OneAbort(settings);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
    return consumer(settings);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
    return consumer(settings);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
    return consumer(settings);
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Used by one thread. */
  private static final class OneAbort extends KafkaProducer<byte[], byte[]> {
    private boolean aborted;

    OneAbort(Map<String, Object> settings) {
      super(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void abortTransaction() {
      aborted = true;
      super.abortTransaction();
    }

    @Override
    public void beginTransaction() {
      if (aborted) {
        throw new ProducerFencedException(
            "this producer aborted a transaction; what tasks did in it is to be done again");
      }
      super.beginTransaction();
    }
  }
}
