package dev.backstop.demo;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A thread that reads records until it is closed. A failure ends it and stands in the journal. */
final class Polling implements AutoCloseable {
  private static final Duration WAIT = Duration.ofMillis(100);

  /** What is done with a record. */
  @FunctionalInterface
  interface Each {
    void read(ConsumerRecord<String, byte[]> record);
  }

  private final Thread thread;
  private volatile boolean closed;

  private Polling(
      String name, Supplier<Consumer<String, byte[]>> open, Each each, Journal journal) {
    this.thread =
        new Thread(
            () -> {
              try (Consumer<String, byte[]> consumer = open.get()) {
                while (!closed) {
                  consumer.poll(WAIT).forEach(each::read);
                }
              } catch (RuntimeException e) {
                journal.failed("the " + name + " failed: " + e);
              }
            },
            "demo-" + name);
  }

  static Polling start(
      String name, Supplier<Consumer<String, byte[]>> open, Each each, Journal journal) {
    Polling polling = new Polling(name, open, each, journal);
    polling.thread.setDaemon(true);
    polling.thread.start();
    return polling;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
