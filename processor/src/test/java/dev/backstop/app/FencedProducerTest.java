package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FencedProducerTest {

  private static final TopicPartition NEW = new TopicPartition("requests", 0);
  private static final TopicPartition READ = new TopicPartition("requests", 1);
  private static final TopicPartition READ_TOO = new TopicPartition("reviews", 1);

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final String NOBODY = "127.0.0.1:1";
  private static final Map<String, Object> SETTINGS =
      Map.of(
          ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
          NOBODY,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          "instance-1");

  private final ExactClients clients = new ExactClients();

  /** There is no broker; what is asked of the producer is refused or done without one. */
  private final Producer<byte[], byte[]> producer = clients.getProducer(SETTINGS);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  private final ConsumerGroupMetadata member = consumer.groupMetadata();

  @AfterEach
  void close() {
    producer.close(Duration.ZERO);
    consumer.close();
  }

  @Test
  void beginsNothingAfterAnAbort() {
    assertThatIllegalStateException().isThrownBy(producer::abortTransaction);

    // What Kafka Streams takes for the sign that all tasks of the thread are to be begun again.
    assertThatThrownBy(producer::beginTransaction)
        .isInstanceOf(ProducerFencedException.class)
        .hasMessageContaining("aborted");
  }

  @Test
  void beginsAsAnyProducerBeforeOne() {
    assertThatIllegalStateException()
        .isThrownBy(producer::beginTransaction)
        .withMessageContaining("UNINITIALIZED");
  }

  @Test
  void sendsAnOffsetAlongThatIsCommittedAlready() {
    consumer.assign(List.of(NEW, READ, READ_TOO));
    OffsetAndMetadata committed = new OffsetAndMetadata(40, "of Kafka Streams");
    consumer.commitSync(Map.of(READ, committed, READ_TOO, committed));
    // Read further, and not yet processed: that is not to be committed.
    consumer.seek(READ, 60);

    assertThat(FencedProducer.committed(consumer, PATIENCE))
        .hasSize(1)
        .allSatisfy(
            (partition, offset) -> {
              assertThat(partition).isIn(READ, READ_TOO);
              assertThat(offset).isEqualTo(committed);
            });
  }

  @Test
  void sendsNoneWhereNothingIsOwnedOrNothingWasEverCommitted() {
    assertThat(FencedProducer.committed(consumer, PATIENCE)).isEmpty();
    consumer.assign(List.of(NEW));
    assertThat(FencedProducer.committed(consumer, PATIENCE)).isEmpty();
    assertThat(FencedProducer.committed(null, PATIENCE)).isEmpty();
  }

  @Test
  void asksTheNextPartitionWhereAnotherTransactionHoldsOneBack() {
    OffsetAndMetadata committed = new OffsetAndMetadata(40);
    try (MockConsumer<byte[], byte[]> heldBack = new HeldBack(READ)) {
      heldBack.assign(List.of(READ, READ_TOO));
      heldBack.commitSync(Map.of(READ, committed, READ_TOO, committed));

      assertThat(FencedProducer.committed(heldBack, PATIENCE))
          .containsExactly(Map.entry(READ_TOO, committed));
    }
  }

  @Test
  void saysSoWhereAllAreHeldBackAndItCannotTell() {
    try (MockConsumer<byte[], byte[]> heldBack = new HeldBack(READ)) {
      heldBack.assign(List.of(NEW, READ));

      assertThatThrownBy(() -> FencedProducer.committed(heldBack, PATIENCE))
          .isInstanceOf(TimeoutException.class);
    }
  }

  /** Kafka Streams takes no notice of a time-out without offsets, and much of a lost membership. */
  @Test
  void takesATimeOutWithoutOffsetsForALostMembership() {
    MockConsumer<byte[], byte[]> heldBack = new HeldBack(READ);
    heldBack.assign(List.of(READ));
    try (FencedProducer alone = new FencedProducer(SETTINGS, () -> heldBack)) {
      assertThatThrownBy(() -> alone.sendOffsetsToTransaction(Map.of(), member))
          .isInstanceOf(CommitFailedException.class)
          .hasMessageContaining("done again");
    }
  }

  @Test
  void doesNotGoOnWithoutAConsumerWhereOthersHaveOne() {
    Consumer<byte[], byte[]> other =
        clients.getConsumer(
            Map.of(
                CommonClientConfigs.CLIENT_ID_CONFIG,
                "another-consumer",
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                NOBODY));
    try {
      assertThatIllegalStateException()
          .isThrownBy(() -> producer.sendOffsetsToTransaction(Map.of(), member))
          .withMessageContaining("[another]");
    } finally {
      other.close();
    }
  }

  /** A consumer that is not told one partition's offset in time. */
  private static final class HeldBack extends MockConsumer<byte[], byte[]> {
    private final TopicPartition partition;

    HeldBack(TopicPartition partition) {
      super("earliest");
      this.partition = partition;
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
        Set<TopicPartition> partitions, Duration timeout) {
      if (partitions.contains(partition)) {
        throw new TimeoutException("unstable offsets");
      }
      return super.committed(partitions, timeout);
    }
  }
}
