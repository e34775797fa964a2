package dev.backstop.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running instance: the stream processor, its models and its management port, started and stopped
 * in the right order.
 */
final class Instance implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(20);

  private final KafkaStreams streams;
  private final AutoCloseable management;
  private final AutoCloseable notices;
  private final AutoCloseable models;
  private final Runnable endedInOrder;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * Not started yet.
   *
   * @param notices are under way until it is closed
   * @param endedInOrder is told when all is committed and every store is closed
   */
  Instance(
      KafkaStreams streams,
      AutoCloseable management,
      AutoCloseable notices,
      AutoCloseable models,
      Runnable endedInOrder) {
    this.streams = streams;
    this.management = management;
    this.notices = notices;
    this.models = models;
    this.endedInOrder = endedInOrder;
  }

  /** Starts reading records. */
  void start() {
    streams.setStateListener(
        (to, from) -> {
          LOG.info("event=state from={} to={}", from, to);
          if (to == KafkaStreams.State.ERROR || to == KafkaStreams.State.NOT_RUNNING) {
            ended.countDown();
          }
        });
    streams.start();
  }

  /**
   * Waits until the instance ends.
   *
   * @return true if it was asked to, false if it failed
   */
  boolean await() throws InterruptedException {
    ended.await();
    return streams.state() != KafkaStreams.State.ERROR;
  }

  /**
   * Stops reading, commits, and frees the models last: a call may still be under way until then.
   */
  @Override
  public void close() {
    // A static member keeps its partitions for its return, so it does not leave the group.
    boolean closed =
        streams.close(
            CloseOptions.timeout(CLOSE_PATIENCE)
                .withGroupMembershipOperation(
                    CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
    if (closed) {
      endedInOrder.run();
    } else {
      LOG.warn("event=close_timed_out seconds={}", CLOSE_PATIENCE.toSeconds());
    }
    quietly(management);
    quietly(notices);
    quietly(models);
  }

  private static void quietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.warn("event=close_failed exception={}", e.getClass().getName());
    }
  }
}
