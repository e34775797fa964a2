package dev.backstop.verify.inject;

import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Halts the process at {@code commit-acknowledge}: in the first poll after a transaction was
 * committed. No interceptor hears of a transaction's end, so it is seen by the time the stream
 * thread's producer has spent on commits.
 */
public final class CrashingConsumer implements ConsumerInterceptor<byte[], byte[]> {
  private final Arming arming = Arming.read();
  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
  private @Nullable ObjectName producer;
  private double spent;
  private long first;
  private int commits;

  @Override
  public void configure(Map<String, ?> settings) {
    String client = String.valueOf(settings.get("client.id"));
    try {
      producer =
          new ObjectName(
              "kafka.producer:type=producer-metrics,client-id="
                  + client.replaceFirst("-consumer$", "-producer"));
    } catch (JMException e) {
      throw new IllegalArgumentException("the client's id is no name of a bean", e);
    }
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    if (arming.at("commit-acknowledge")) {
      double now = spentOnCommits();
      if (now > spent) {
        first = first == 0 ? System.nanoTime() : first;
        if (Arming.counts(first) && ++commits > arming.after()) {
          Arming.halt();
        }
      }
      spent = now;
    }
    return records;
  }

  private double spentOnCommits() {
    try {
      return producer == null
          ? 0
          : ((Number) beans.getAttribute(producer, "txn-commit-time-ns-total")).doubleValue();
    } catch (JMException notYet) {
      return 0;
    }
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
