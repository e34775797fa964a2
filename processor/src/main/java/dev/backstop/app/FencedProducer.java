package dev.backstop.app;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The producer of a stream thread, which closes two gaps in the exactly-once of Kafka Streams
 * 4.3.1.
 *
 * <p>It begins no transaction after an abort. The tasks of a thread share one. When a task is found
 * corrupted, Kafka Streams commits what the others have done, and then aborts for the one. In the
 * midst of a rebalance it must not commit, and aborts all the same; the others know nothing of it,
 * go on, and with their next commit pass over records whose decisions were aborted: those are lost.
 * Told at the next begin that the producer is fenced, the thread gives up all its tasks, takes a
 * new producer, and begins again where it has committed, as it does after most aborts.
 *
 * <p>And it commits no transaction without an offset. What keeps a thread that was given up from
 * writing is that the broker checks its membership with the offsets. A transaction of punctuations
 * alone, by tasks that have read nothing since they came, has none, and nobody checks it: a process
 * that had been stopped for some seconds closed reviews that another had closed meanwhile. So an
 * offset that is committed already is sent along.
 *
 * <p>Used by one thread.
 *
 * @see <a href="https://cwiki.apache.org/confluence/x/jRxMBw">KIP-447</a>
 */
final class FencedProducer extends KafkaProducer<byte[], byte[]> {

  /** As long as a consumer waits for anything else is too long inside a transaction. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Supplier<@Nullable Consumer<byte[], byte[]>> consumer;
  private boolean aborted;

  /**
   * A producer with these settings.
   *
   * @param consumer the thread's own; none where nobody but Kafka Streams has it
   */
  FencedProducer(
      Map<String, Object> settings, Supplier<@Nullable Consumer<byte[], byte[]>> consumer) {
    super(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.consumer = consumer;
  }

  @Override
  public void beginTransaction() {
    if (aborted) {
      throw new ProducerFencedException(
          "this producer aborted a transaction; what its tasks did in it is to be done again");
    }
    super.beginTransaction();
  }

  @Override
  public void abortTransaction() {
    aborted = true;
    super.abortTransaction();
  }

  @Override
  public void sendOffsetsToTransaction(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata member) {
    super.sendOffsetsToTransaction(offsets.isEmpty() ? committed(consumer.get()) : offsets, member);
  }

  /**
   * What the group has committed of the partitions that the thread believes to own. Whoever owns
   * them commits the same again; anybody else is refused.
   */
  static Map<TopicPartition, OffsetAndMetadata> committed(
      @Nullable Consumer<byte[], byte[]> consumer) {
    if (consumer == null || consumer.assignment().isEmpty()) {
      return Map.of();
    }
    return consumer.committed(consumer.assignment(), PATIENCE).entrySet().stream()
        .filter(entry -> Objects.nonNull(entry.getValue()))
        .limit(1)
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
