package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExactClientsTest {

  /** There is no broker; what is asked of the producer is refused or done without one. */
  private final Producer<byte[], byte[]> producer =
      new ExactClients()
          .getProducer(
              Map.of(
                  ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                  "127.0.0.1:1",
                  ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                  "instance-1"));

  @AfterEach
  void close() {
    producer.close(Duration.ZERO);
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
}
