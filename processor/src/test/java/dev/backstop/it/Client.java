package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backstop.domain.Drill;
import dev.backstop.guarantee.Guarantee;
import dev.backstop.guarantee.LineageOnEveryRecord;
import dev.backstop.guarantee.NothingIsLost;
import dev.backstop.guarantee.OneFinalDecision;
import dev.backstop.registry.Serdes;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.Decision;
import dev.backstop.v1.Escalation;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.ReviewVerdict;
import dev.backstop.v1.VerdictKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;

/** A producer, a reader of committed records and a reviewer in one, watched by the promises. */
final class Client implements AutoCloseable {

  private static final Map<Topic, Class<? extends SpecificRecord>> OUTPUTS =
      new EnumMap<>(
          Map.of(
              Topic.DECISIONS, Decision.class,
              Topic.SECONDARY, Escalation.class,
              Topic.REVIEWS, ReviewTask.class,
              Topic.DEAD_LETTERS, DeadLetter.class,
              Topic.AUDIT, AuditEvent.class,
              Topic.FEEDBACK, LabelledExample.class));

  private final String prefix;
  private final WireCodec codec;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;
  private final OneFinalDecision finals = new OneFinalDecision();
  private final List<Guarantee> guarantees =
      List.of(new NothingIsLost(), finals, new LineageOnEveryRecord());
  private final Map<Topic, List<SpecificRecord>> read = new EnumMap<>(Topic.class);

  Client(Surroundings surroundings, String prefix) {
    this.prefix = prefix;
    this.codec = Serdes.codecs(Serdes.apicurio(surroundings.registryUrl(), true)).create();
    Map<String, Object> common = Map.of("bootstrap.servers", surroundings.bootstrapServers());
    Map<String, Object> writing = new HashMap<>(common);
    writing.put("enable.idempotence", true);
    this.producer =
        new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    Map<String, Object> reading = new HashMap<>(common);
    reading.put("isolation.level", "read_committed");
    reading.put("enable.auto.commit", false);
    this.consumer =
        new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic topic : OUTPUTS.keySet()) {
      read.put(topic, new ArrayList<>());
      consumer
          .partitionsFor(topic.with(prefix))
          .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Sends a request and waits for the acknowledgement. */
  void send(PredictionRequest request) {
    guarantees.forEach(guarantee -> guarantee.onRequest(request.getRequestId()));
    send(
        Topic.REQUESTS,
        request.getRequestId(),
        codec.encode(Topic.REQUESTS.with(prefix), request),
        null);
  }

  /** Sends requests without waiting between them, and returns when all are acknowledged. */
  void sendAtOnce(List<PredictionRequest> requests) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (PredictionRequest request : requests) {
      guarantees.forEach(guarantee -> guarantee.onRequest(request.getRequestId()));
      byte[] value = codec.encode(Topic.REQUESTS.with(prefix), request);
      byte[] key = request.getRequestId().getBytes(StandardCharsets.UTF_8);
      sent.add(producer.send(new ProducerRecord<>(Topic.REQUESTS.with(prefix), key, value)));
    }
    producer.flush();
    assertThat(sent).allSatisfy(one -> assertThat(one.get()).isNotNull());
  }

  /** Writes any other record, such as a policy or a control. */
  void publish(Topic topic, String key, SpecificRecord record) {
    send(topic, key, codec.encode(topic.with(prefix), record), null);
  }

  void sendGarbage(byte[] value) {
    sendGarbage("garbage", value);
  }

  void sendGarbage(String key, byte[] value) {
    guarantees.forEach(Guarantee::onGarbage);
    send(Topic.REQUESTS, key, value, null);
  }

  void answer(ReviewTask task, String label) {
    send(Topic.VERDICTS, task.getRequestId(), verdict(task, label), null);
  }

  /** Answers as a client does whose partitioner differs from Java's. */
  void answerOnTheWrongPartition(ReviewTask task, String label, int partitions) {
    int right =
        Utils.toPositive(Utils.murmur2(task.getRequestId().getBytes(StandardCharsets.UTF_8)))
            % partitions;
    send(Topic.VERDICTS, task.getRequestId(), verdict(task, label), (right + 1) % partitions);
  }

  /** Reads until the condition holds. */
  void readUntil(String what, Duration patience, BooleanSupplier condition) {
    await(what)
        .atMost(patience)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              poll(Duration.ofMillis(50));
              return condition.getAsBoolean();
            });
  }

  /** Reads on for a while, to see what should not come. */
  void readFor(Duration time) {
    Instant end = Instant.now().plus(time);
    while (Instant.now().isBefore(end)) {
      poll(Duration.ofMillis(50));
    }
  }

  Map<String, Decision> terminal() {
    return finals.terminal();
  }

  <T extends SpecificRecord> List<T> records(Class<T> type) {
    List<T> records = new ArrayList<>();
    read.values()
        .forEach(
            list -> list.stream().filter(type::isInstance).map(type::cast).forEach(records::add));
    return records;
  }

  void checkPromises() {
    guarantees.forEach(Guarantee::check);
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
    codec.close();
  }

  private byte[] verdict(ReviewTask task, String label) {
    ReviewVerdict verdict =
        new ReviewVerdict(
            task.getTaskId(),
            task.getRequestId(),
            task.getDigest(),
            VerdictKind.ANSWER,
            label,
            "reviewer-7",
            null,
            Instant.now());
    return codec.encode(Topic.VERDICTS.with(prefix), verdict);
  }

  private void poll(Duration time) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(time)) {
      Topic topic =
          Arrays.stream(Topic.values())
              .filter(one -> one.with(prefix).equals(record.topic()))
              .findFirst()
              .orElseThrow();
      SpecificRecord value = decode(record, OUTPUTS.get(topic));
      read.get(topic).add(value);
      // A drill's records are sent by somebody else.
      if (!Drill.owns(record.key())) {
        guarantees.forEach(guarantee -> guarantee.onOutput(record.key(), value, record.headers()));
      }
    }
  }

  private SpecificRecord decode(
      ConsumerRecord<String, byte[]> record, Class<? extends SpecificRecord> type) {
    WireCodec.Decoded<? extends SpecificRecord> decoded =
        codec.decode(record.topic(), record.value(), type);
    if (decoded instanceof WireCodec.Read<? extends SpecificRecord> good) {
      return good.record();
    }
    throw new AssertionError("unreadable output: " + decoded);
  }

  private void send(Topic topic, String key, byte[] value, Integer partition) {
    try {
      producer
          .send(
              new ProducerRecord<>(
                  topic.with(prefix), partition, key.getBytes(StandardCharsets.UTF_8), value))
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the send failed", e);
    }
  }
}
