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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The real requests of the day: sent at a steady rate, and watched until they are decided. What
 * drills make is not among them.
 */
final class Traffic implements Requests, AutoCloseable {

  /**
   * A request that has not ended.
   *
   * @param number of it
   * @param deadline how long it has; null if it names none
   * @param sentNanos when it was sent; by {@link System#nanoTime()}
   */
  private record Sent(int number, @Nullable Duration deadline, long sentNanos) {}

  private final String requests;
  private final WireCodec codec;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;
  private final AtomicInteger number = new AtomicInteger();
  private final ConcurrentMap<String, Sent> open = new ConcurrentHashMap<>();
  private final List<Ended> ended = new ArrayList<>();
  private final List<String> trouble = new ArrayList<>();
  private final Thread sender;
  private final Thread watcher;
  private volatile Load load;
  private volatile boolean sending = true;
  private volatile boolean watching = true;

  /**
   * Begins to send.
   *
   * @param load what is asked, until {@link #turnTo} says something else
   */
  Traffic(String bootstrapServers, String registryUrl, String prefix, Load load) {
    this.requests = prefix + "requests";
    this.load = load;
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

  /** Asks something else, from the next request on. */
  void turnTo(Load next) {
    load = next;
  }

  @Override
  public int sent() {
    return number.get();
  }

  @Override
  public int waiting(int ofFirst) {
    return (int) open.values().stream().filter(one -> one.number() < ofFirst).count();
  }

  @Override
  public List<Ended> ended() {
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
    Load now = load;
    long due = System.nanoTime();
    while (sending) {
      if (!now.equals(load)) {
        now = load;
        due = System.nanoTime();
      }
      trySending(now);
      due += now.everyNanos();
      pause(due);
    }
  }

  /** A request that cannot be sent must not end the sending unnoticed. */
  private void trySending(Load now) {
    try {
      send(now);
    } catch (RuntimeException e) {
      report("a request could not be sent: " + e.getClass().getSimpleName());
    }
  }

  private void send(Load now) {
    Map<String, Object> features = now.features().get();
    Duration deadline = now.deadline();
    Instant at = Instant.now();
    // It is open before it counts as sent: nobody may take it for one that has ended.
    int next = number.get();
    String id = "day-" + next;
    open.put(id, new Sent(next, deadline, System.nanoTime()));
    number.set(next + 1);
    PredictionRequest request =
        PredictionRequest.newBuilder()
            .setRequestId(id)
            .setDomain(now.domain())
            .setFeatures(features)
            .setRequestedAt(at)
            .setDeadline(deadline == null ? null : at.plus(deadline))
            .build();
    var unused =
        producer.send(
            new ProducerRecord<>(requests, id, codec.encode(requests, request)),
            (acknowledged, failure) -> {
              if (failure != null) {
                open.remove(id);
                report("a request was not taken: " + failure.getClass().getSimpleName());
              }
            });
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
    Sent sent = open.get(record.key());
    if (sent == null) {
      report(record.key() + " was decided twice, or never sent");
      return;
    }
    Ended one =
        new Ended(
            sent.number(),
            status,
            header(record, Header.TIER),
            header(record, Header.REASON),
            sent.deadline(),
            sent.sentNanos(),
            System.nanoTime());
    synchronized (ended) {
      ended.add(one);
    }
    // Only then: what is open no more must be among what has ended.
    open.remove(record.key());
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
