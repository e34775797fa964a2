package dev.backstop.app;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
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
 * offset that is committed already is sent along. Of a time-out in such a commit Kafka Streams
 * takes no notice either, since it looks for the tasks among the offsets: it goes on as if all had
 * been committed. So that is told as a membership that is lost.
 *
 * <p>Used by one thread.
 *
 * @see <a href="https://cwiki.apache.org/confluence/x/jRxMBw">KIP-447</a>
 */
final class FencedProducer extends KafkaProducer<byte[], byte[]> {

  /**
   * For all questions after a committed offset together. The transaction is open meanwhile, and
   * ends by itself after ten seconds.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Supplier<@Nullable Consumer<byte[], byte[]>> consumer;
  private boolean aborted;

  /** Whether the transaction's tasks have read nothing, so that it has no offset of its own. */
  private boolean hasReadNothing;

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
    hasReadNothing = offsets.isEmpty();
    untimed(
        () ->
            super.sendOffsetsToTransaction(
                hasReadNothing ? committed(consumer.get(), PATIENCE) : offsets, member));
  }

  @Override
  public void commitTransaction() {
    untimed(super::commitTransaction);
  }

  /** A transaction of punctuations alone must not time out without anybody noticing. */
  private void untimed(Runnable step) {
    try {
      step.run();
    } catch (TimeoutException e) {
      if (hasReadNothing) {
        throw new CommitFailedException(
            "nobody knows whether what timers did was committed; it is to be done again: "
                + e.getMessage());
      }
      throw e;
    }
  }

  /**
   * What the group has committed of a partition that the thread believes to own. Whoever owns it
   * commits the same again; anybody else is refused.
   *
   * <p>A partition that another's open transaction holds back does not answer in time; the next is
   * asked.
   *
   * @return empty if nothing was ever committed
   * @throws TimeoutException if that cannot be told
   */
  static Map<TopicPartition, OffsetAndMetadata> committed(
      @Nullable Consumer<byte[], byte[]> consumer, Duration patience) {
    if (consumer == null || consumer.assignment().isEmpty()) {
      return Map.of();
    }
    Set<TopicPartition> owned = consumer.assignment();
    Duration each = patience.dividedBy(owned.size());
    TimeoutException unstable = null;
    for (TopicPartition partition : owned) {
      try {
        OffsetAndMetadata offset = consumer.committed(Set.of(partition), each).get(partition);
        if (offset != null) {
          return Map.of(partition, offset);
        }
      } catch (TimeoutException e) {
        unstable = e;
      }
    }
    if (unstable != null) {
      throw unstable;
    }
    return Map.of();
  }
}
