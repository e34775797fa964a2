package dev.backstop.bench.load;

import dev.backstop.bench.variant.Wire;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.ReviewVerdict;
import dev.backstop.v1.VerdictKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Answers every review task at once, with its first label: it stands in for people's number only.
 */
public final class Robot implements AutoCloseable {
  private static final Duration WAIT = Duration.ofMillis(50);

  private final String bootstrapServers;
  private final String reviews;
  private final String verdicts;
  private final Wire wire;
  private final Thread thread;
  private volatile boolean closed;

  private Robot(String bootstrapServers, String prefix, Wire wire) {
    this.bootstrapServers = bootstrapServers;
    this.reviews = prefix + "reviews";
    this.verdicts = prefix + "verdicts";
    this.wire = wire;
    this.thread = new Thread(this::run, "benchmark-robot");
  }

  /** Starts one for the topics with this prefix. */
  public static Robot start(String bootstrapServers, String prefix, Wire wire) {
    Robot robot = new Robot(bootstrapServers, prefix, wire);
    robot.thread.setDaemon(true);
    robot.thread.start();
    return robot;
  }

  private void run() {
    try (Consumer<String, byte[]> consumer =
            new KafkaConsumer<>(
                Map.of(
                    "bootstrap.servers", bootstrapServers,
                    "isolation.level", "read_committed",
                    "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        Producer<String, byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
                new StringSerializer(),
                new ByteArraySerializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(reviews).stream()
              .map(partition -> new TopicPartition(reviews, partition.partition()))
              .toList();
      consumer.assign(partitions);
      while (!closed) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(WAIT)) {
          ReviewTask task = wire.decode(reviews, record.value(), ReviewTask.class);
          byte[] value = wire.encode(verdicts, verdict(task));
          var unused = producer.send(new ProducerRecord<>(verdicts, record.key(), value));
        }
      }
    }
  }

  private static ReviewVerdict verdict(ReviewTask task) {
    ReviewVerdict verdict = new ReviewVerdict();
    verdict.setTaskId(task.getTaskId());
    verdict.setRequestId(task.getRequestId());
    verdict.setDigest(task.getDigest());
    verdict.setKind(VerdictKind.ANSWER);
    verdict.setLabel(task.getLabels().get(0));
    verdict.setReviewer("robot-1");
    verdict.setDecidedAt(Instant.now());
    return verdict;
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
