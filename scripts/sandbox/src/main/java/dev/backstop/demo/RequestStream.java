package dev.backstop.demo;

import dev.backstop.v1.PredictionRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends a plan at an even rate, and notes in the journal what the broker acknowledges. */
final class RequestStream {
  private final Producer<String, byte @Nullable []> producer;
  private final RequestRecords records;
  private final Journal journal;

  RequestStream(Producer<String, byte @Nullable []> producer, WireClient wire, Journal journal) {
    this.producer = producer;
    this.records =
        new RequestRecords(wire.writer(Topics.REQUESTS, PredictionRequest.getClassSchema()));
    this.journal = journal;
  }

  /** Sends all of it and returns when the last record is acknowledged or refused. */
  void send(List<Planned> plan, double perSecond) throws InterruptedException {
    long gap = Math.round(Duration.ofSeconds(1).toNanos() / perSecond);
    long due = System.nanoTime();
    for (Planned planned : plan) {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      send(planned);
      due += gap;
    }
    producer.flush();
  }

  private void send(Planned planned) {
    Instant now = Instant.now();
    ProducerRecord<String, byte @Nullable []> record = records.of(planned, now);
    var unused =
        producer.send(
            record,
            (acknowledged, refused) -> {
              if (refused == null) {
                journal.sent(
                    new Sent(
                        planned,
                        Position.of(acknowledged),
                        now.toEpochMilli(),
                        Optional.ofNullable(record.value()).map(Sha256::of),
                        RequestRecords.traceparent(planned)));
              } else {
                journal.failed("the broker refused " + planned.key() + ": " + refused);
              }
            });
  }
}
