package dev.backstop.bench.variant;

import dev.backstop.v1.Decision;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.SourcePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What a good engineer writes by hand for speed at exactly-once: poll, one call of the model for
 * the whole poll, produce, and a transaction that is committed every commit interval. The clients
 * have Kafka's defaults; that of {@link Kind#TUNED_LOOP} has Backstop's producer.
 */
final class ReferenceLoop {
  private static final Duration WAIT = Duration.ofMillis(100);

  private final VariantOptions options;
  private final Wire wire;
  private final HandWritten answers;
  private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;

  ReferenceLoop(VariantOptions options, Wire wire, HandWritten answers) {
    this.options = options;
    this.wire = wire;
    this.answers = answers;
  }

  void run(Runnable ready) {
    try (Consumer<String, byte[]> consumer = consumer();
        Producer<String, byte[]> producer = producer()) {
      producer.initTransactions();
      consumer.subscribe(List.of(options.requests()));
      boolean announced = false;
      boolean open = false;
      long commitAt = 0;
      while (!stopping) {
        ConsumerRecords<String, byte[]> records = consumer.poll(WAIT);
        if (!announced && !consumer.assignment().isEmpty()) {
          announced = true;
          ready.run();
        }
        if (!records.isEmpty()) {
          if (!open) {
            producer.beginTransaction();
            open = true;
            commitAt = System.nanoTime() + Duration.ofMillis(options.commitMillis()).toNanos();
          }
          answer(records, producer);
        }
        if (open && System.nanoTime() >= commitAt) {
          commit(consumer, producer);
          open = false;
        }
      }
      if (open) {
        commit(consumer, producer);
      }
    } finally {
      ended.countDown();
    }
  }

  void stop() throws InterruptedException {
    stopping = true;
    ended.await();
  }

  private void answer(ConsumerRecords<String, byte[]> records, Producer<String, byte[]> producer) {
    List<PredictionRequest> requests = new ArrayList<>(records.count());
    List<SourcePosition> sources = new ArrayList<>(records.count());
    for (ConsumerRecord<String, byte[]> record : records) {
      requests.add(wire.decode(record.topic(), record.value(), PredictionRequest.class));
      sources.add(new SourcePosition(record.topic(), record.partition(), record.offset()));
    }
    for (Decision decision : answers.answer(requests, sources)) {
      byte[] value = wire.encode(options.decisions(), decision);
      var unused =
          producer.send(new ProducerRecord<>(options.decisions(), decision.getRequestId(), value));
    }
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<String, byte[]>> part = records.records(partition);
      done.put(partition, new OffsetAndMetadata(part.get(part.size() - 1).offset() + 1));
    }
  }

  private void commit(Consumer<String, byte[]> consumer, Producer<String, byte[]> producer) {
    producer.sendOffsetsToTransaction(done, consumer.groupMetadata());
    producer.commitTransaction();
    done.clear();
  }

  private Consumer<String, byte[]> consumer() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            options.bootstrapServers(),
            "group.id",
            options.name(),
            "enable.auto.commit",
            false,
            "auto.offset.reset",
            "earliest",
            "isolation.level",
            "read_committed",
            "max.poll.records",
            250);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private Producer<String, byte[]> producer() {
    Map<String, Object> settings =
        new HashMap<>(options.kind() == Kind.TUNED_LOOP ? VariantOptions.producer() : Map.of());
    settings.put("bootstrap.servers", options.bootstrapServers());
    settings.put("transactional.id", options.name());
    settings.put("transaction.timeout.ms", 10_000);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }
}
