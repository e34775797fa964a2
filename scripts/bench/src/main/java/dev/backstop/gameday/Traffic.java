package dev.backstop.gameday;

import dev.backstop.domain.Drill;
import dev.backstop.registry.Serdes;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Header;
import dev.backstop.v1.PredictionRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The real requests of the day: sent at a steady rate, and watched until they are decided. What
 * drills make is not among them.
 */
final class Traffic implements AutoCloseable {

  /**
   * A request.
   *
   * @param sentNanos when it was sent; by {@link System#nanoTime()}
   */
  private record Sent(long sentNanos) {}

  /**
   * What came of a request.
   *
   * @param seenNanos when its decision was read
   */
  record Ended(String id, String status, String tier, long sentNanos, long seenNanos) {
    long millis() {
      return TimeUnit.NANOSECONDS.toMillis(seenNanos - sentNanos);
    }
  }

  private final String requests;
  private final WireCodec codec;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Supplier<Map<String, Object>> rows;
  private final long everyNanos;
  private final AtomicInteger number = new AtomicInteger();
  private final ConcurrentMap<String, Sent> open = new ConcurrentHashMap<>();
  private final List<Ended> ended = new ArrayList<>();
  private final List<String> trouble = new ArrayList<>();
  private final Thread sender;
  private final Thread watcher;
  private volatile boolean sending = true;
  private volatile boolean watching = true;

  /**
   * Begins to send.
   *
   * @param rows features of credit applications
   */
  Traffic(
      String bootstrapServers,
      String registryUrl,
      String prefix,
      Supplier<Map<String, Object>> rows,
      double perSecond) {
    this.requests = prefix + "requests";
    this.rows = rows;
    this.everyNanos = Math.round(TimeUnit.SECONDS.toNanos(1) / perSecond);
    this.codec = Serdes.codecs(Serdes.apicurio(registryUrl, true)).create();
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "delivery.timeout.ms", 300_000),
            new StringSerializer(),
            new ByteArraySerializer());
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(prefix + "decisions").stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    partitions.forEach(consumer::position);
    sender = started("gameday-sender", this::send);
    watcher = started("gameday-watcher", this::watch);
  }

  /** How many were sent up to now. */
  int sent() {
    return number.get();
  }

  /** What has ended up to now. */
  List<Ended> ended() {
    synchronized (ended) {
      return List.copyOf(ended);
    }
  }

  /** What went wrong with the sending or the watching itself. */
  List<String> trouble() {
    synchronized (trouble) {
      return List.copyOf(trouble);
    }
  }

  /**
   * Sends no more, and waits for what is still open.
   *
   * @return how many requests nothing has become of
   */
  int finish(Duration patience) throws InterruptedException {
    sending = false;
    sender.join();
    producer.flush();
    long deadline = System.nanoTime() + patience.toNanos();
    while (!open.isEmpty() && System.nanoTime() < deadline) {
      watcher.join(100);
    }
    return open.size();
  }

  @Override
  public void close() {
    sending = false;
    watching = false;
    try {
      sender.join();
      watcher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(5));
    codec.close();
  }

  private void send() {
    long due = System.nanoTime();
    while (sending) {
      String id = "day-" + number.getAndIncrement();
      PredictionRequest request =
          PredictionRequest.newBuilder()
              .setRequestId(id)
              .setDomain("credit")
              .setFeatures(rows.get())
              .setRequestedAt(Instant.now())
              .build();
      open.put(id, new Sent(System.nanoTime()));
      var unused =
          producer.send(
              new ProducerRecord<>(requests, id, codec.encode(requests, request)),
              (acknowledged, failure) -> {
                if (failure != null) {
                  open.remove(id);
                  report("a request was not taken: " + failure.getClass().getSimpleName());
                }
              });
      due += everyNanos;
      pause(due);
    }
  }

  private static void pause(long until) {
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void watch() {
    try (consumer) {
      while (watching) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(20))) {
          take(record);
        }
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    String status = header(record, Header.STATUS);
    boolean drill = Drill.owns(record.key());
    if (drill != status.equals(Header.DRILLED)) {
      report(record.key() + " has the status " + status);
    }
    if (drill || status.equals("PROVISIONAL")) {
      return;
    }
    Sent sent = open.remove(record.key());
    if (sent == null) {
      report(record.key() + " was decided twice, or never sent");
      return;
    }
    synchronized (ended) {
      ended.add(
          new Ended(
              record.key(),
              status,
              header(record, Header.TIER),
              sent.sentNanos(),
              System.nanoTime()));
    }
  }

  private void report(String what) {
    synchronized (trouble) {
      trouble.add(what);
    }
  }

  private static String header(ConsumerRecord<String, byte[]> record, Header header) {
    org.apache.kafka.common.header.Header found = record.headers().lastHeader(header.key());
    return found == null ? "" : new String(found.value(), StandardCharsets.UTF_8);
  }

  private static Thread started(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
