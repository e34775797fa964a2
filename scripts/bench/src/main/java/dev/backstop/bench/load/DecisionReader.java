package dev.backstop.bench.load;

import dev.backstop.rig.RigException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads committed decisions of one topic, from its beginning on. Belongs to one thread. */
public final class DecisionReader implements AutoCloseable {
  private static final Duration WAIT = Duration.ofMillis(100);

  private final String topic;
  private final Consumer<String, byte[]> consumer;

  /** Called with the number of each request that has been answered, when it has. */
  @FunctionalInterface
  public interface Seen {
    void at(int number, long nanoTime);
  }

  public DecisionReader(String bootstrapServers, String topic) {
    this.topic = topic;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "allow.auto.create.topics",
                false,
                "max.poll.records",
                10_000,
                "fetch.max.wait.ms",
                100),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    partitions.forEach(consumer::position);
  }

  /**
   * Waits for an answer to every request of a batch, exactly one each.
   *
   * @param patience how long no answer may come
   * @return when the last one was seen, by {@link System#nanoTime()}
   * @throws RigException when none comes for so long, or one comes twice
   */
  public long awaitAll(Batch batch, Duration patience, Seen seen) {
    BitSet answered = new BitSet(batch.size());
    int missing = batch.size();
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Iterable<ConsumerRecord<String, byte[]>> records = consumer.poll(WAIT);
      long now = System.nanoTime();
      for (ConsumerRecord<String, byte[]> record : records) {
        int number = batch.number(record.key());
        if (number >= 0) {
          if (answered.get(number)) {
            throw new RigException(
                "request " + record.key() + " was answered twice on " + topic, "see the logs");
          }
          answered.set(number);
          missing--;
          seen.at(number, now);
          deadline = now + patience.toNanos();
        }
      }
      if (missing == 0) {
        return now;
      }
      if (now > deadline) {
        throw new RigException(
            missing
                + " of "
                + batch.size()
                + " requests have no answer on "
                + topic
                + ", and none came for "
                + patience.toSeconds()
                + " s",
            "read the logs of the run, and try again when the machine is less busy");
      }
    }
  }

  /** Waits as {@link #awaitAll(Batch, Duration, Seen)} does. */
  public long awaitAll(Batch batch, Duration patience) {
    return awaitAll(batch, patience, (number, nanoTime) -> {});
  }

  /** How many records came, waiting no longer than a moment. For runs too long to be remembered. */
  public int count() {
    return consumer.poll(WAIT).count();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
