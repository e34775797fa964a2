package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FencedProducerTest {

  private static final TopicPartition NEW = new TopicPartition("requests", 0);
  private static final TopicPartition READ = new TopicPartition("requests", 1);
  private static final TopicPartition READ_TOO = new TopicPartition("reviews", 1);

  /** There is no broker; what is asked of the producer is refused or done without one. */
  private final Producer<byte[], byte[]> producer =
      new ExactClients()
          .getProducer(
              Map.of(
                  ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                  "127.0.0.1:1",
                  ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                  "instance-1"));

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

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

    assertThat(FencedProducer.committed(consumer))
        .hasSize(1)
        .allSatisfy(
            (partition, offset) -> {
              assertThat(partition).isIn(READ, READ_TOO);
              assertThat(offset).isEqualTo(committed);
            });
  }

  @Test
  void sendsNoneWhereNothingIsOwnedOrNothingWasEverCommitted() {
    assertThat(FencedProducer.committed(consumer)).isEmpty();
    consumer.assign(List.of(NEW));
    assertThat(FencedProducer.committed(consumer)).isEmpty();
    assertThat(FencedProducer.committed(null)).isEmpty();
  }
}
