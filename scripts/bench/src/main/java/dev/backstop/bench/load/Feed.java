package dev.backstop.bench.load;

import dev.backstop.bench.variant.Wire;
import dev.backstop.v1.PredictionRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes requests: as fast as it can, or each at its time. Belongs to one thread. */
public final class Feed implements AutoCloseable {
  private final Producer<String, byte[]> producer;
  private final Wire wire;
  private final AtomicReference<Exception> refused = new AtomicReference<>();

  public Feed(String bootstrapServers, Wire wire) {
    this.wire = wire;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "acks",
                "all",
                "linger.ms",
                5,
                "batch.size",
                131_072,
                "buffer.memory",
                134_217_728L),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Writes all of it, and returns when the broker has acknowledged the last. */
  public void write(String topic, Batch batch, Questions questions) {
    for (int number = 0; number < batch.size(); number++) {
      send(topic, batch.id(number), questions);
    }
    flush();
  }

  /**
   * Writes each request at its time, whatever the answers do: number {@code i} at {@code begin + i
   * / perSecond}. A request that is late does not delay the times of the others.
   *
   * @param begin by {@link System#nanoTime()}
   * @return how late the latest was, in nanoseconds
   */
  public long pace(String topic, Batch batch, Questions questions, long begin, double perSecond) {
    long latest = 0;
    for (int number = 0; number < batch.size(); number++) {
      long due = dueAt(begin, number, perSecond);
      awaitUntil(due);
      latest = Math.max(latest, System.nanoTime() - due);
      send(topic, batch.id(number), questions);
    }
    flush();
    return latest;
  }

  /** When a request of a paced batch is due. */
  public static long dueAt(long begin, int number, double perSecond) {
    return begin + Math.round(number * (TimeUnit.SECONDS.toNanos(1) / perSecond));
  }

  /** Writes each request when there is room for it: so many are under way at most. */
  public void fill(String topic, Batch batch, Questions questions, Semaphore room)
      throws InterruptedException {
    for (int number = 0; number < batch.size(); number++) {
      if (!room.tryAcquire()) {
        producer.flush();
        room.acquire();
      }
      send(topic, batch.id(number), questions);
    }
    flush();
  }

  private void flush() {
    producer.flush();
    checkAccepted();
  }

  private void send(String topic, String id, Questions questions) {
    PredictionRequest request = new PredictionRequest();
    request.setRequestId(id);
    request.setDomain(questions.domain());
    request.setFeatures(questions.next());
    request.setRequestedAt(Instant.now());
    request.setAllowFallback(true);
    request.setConsents(List.of());
    request.setTags(Map.of());
    request.setFeatureTimes(Map.of());
    var unused =
        producer.send(
            new ProducerRecord<>(topic, id, wire.encode(topic, request)),
            (acknowledged, failure) -> {
              if (failure != null) {
                refused.compareAndSet(null, failure);
              }
            });
  }

  private void checkAccepted() {
    Exception failure = refused.get();
    if (failure != null) {
      throw new IllegalStateException("the broker refused a request", failure);
    }
  }

  private static void awaitUntil(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
