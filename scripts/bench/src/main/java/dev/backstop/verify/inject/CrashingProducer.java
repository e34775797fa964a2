package dev.backstop.verify.inject;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;

/**
 * Halts the process around the production of decisions: {@code before-produce} as a decision is
 * handed to the producer, {@code produce-commit} when the broker has acknowledged one and its
 * transaction is not committed, {@code claim-emit} as a decision is handed over that closes a
 * review, after the broker has the change of the store of pending reviews.
 */
public final class CrashingProducer implements ProducerInterceptor<byte[], byte[]> {
  private static final String DECISIONS = "decisions";
  private static final String PENDING = "-pending-changelog";
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(3);

  private final Arming arming = Arming.read();
  private final AtomicLong first = new AtomicLong();
  private final AtomicInteger passed = new AtomicInteger();
  private final AtomicInteger changesSent = new AtomicInteger();
  private final AtomicInteger changesAcknowledged = new AtomicInteger();

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    if (record.topic().endsWith(PENDING)) {
      changesSent.incrementAndGet();
    } else if (record.topic().endsWith(DECISIONS)) {
      if (arming.at("before-produce") && isDue()) {
        Arming.halt();
      }
      if (arming.at("claim-emit") && closesReview(record) && isDue()) {
        awaitChanges();
        Arming.halt();
      }
    }
    return record;
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
    if (exception != null) {
      return;
    }
    if (metadata.topic().endsWith(PENDING)) {
      changesAcknowledged.incrementAndGet();
    } else if (arming.at("produce-commit") && metadata.topic().endsWith(DECISIONS) && isDue()) {
      Arming.halt();
    }
  }

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> settings) {}

  private boolean isDue() {
    first.compareAndSet(0, System.nanoTime());
    return Arming.counts(first.get()) && passed.incrementAndGet() > arming.after();
  }

  /** A person's answer, or the end of a review's time. */
  private static boolean closesReview(ProducerRecord<byte[], byte[]> record) {
    Header path = record.headers().lastHeader("backstop-tier-path");
    Header status = record.headers().lastHeader("backstop-status");
    return path != null
        && status != null
        && text(path).contains("human:")
        && !text(status).equals("PROVISIONAL");
  }

  private static String text(Header header) {
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  /** The producer sends on a thread of its own, so this one may wait for it. */
  private void awaitChanges() {
    long end = System.nanoTime() + PATIENCE;
    while (changesAcknowledged.get() < changesSent.get() && System.nanoTime() < end) {
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}
