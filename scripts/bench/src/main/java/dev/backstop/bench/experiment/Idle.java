package dev.backstop.bench.experiment;

import dev.backstop.bench.run.BackstopApplication;
import dev.backstop.bench.run.Cluster;
import dev.backstop.rig.BackstopProcess;
import java.time.Duration;

/**
 * What an instance does while nothing comes, by Kafka Streams' own meters.
 *
 * @param tickMillis what all partitions' looks at the deadlines take together, on average
 * @param longestLookMillis the longest look of one partition
 * @param cpuMicrosPerSecond of the whole process
 */
record Idle(double tickMillis, double longestLookMillis, double cpuMicrosPerSecond) {

  /**
   * Looks on for so long. Kafka's meters look back over two windows of 30 s, so only after a minute
   * nothing counts that was before.
   */
  static Idle measure(BackstopApplication application, Duration duration)
      throws InterruptedException {
    BackstopProcess instance = application.instances().get(0);
    long before = instance.stats().cpuMicros();
    var ended = instance.awaitEnd(duration);
    if (ended) {
      instance.requireAlive();
    }
    long used = instance.stats().cpuMicros() - before;
    double look = gauge(instance, "kafka_stream_thread_punctuate_latency_avg");
    return new Idle(
        look * Cluster.PARTITIONS,
        gauge(instance, "kafka_stream_thread_punctuate_latency_max"),
        used / (duration.toMillis() / 1000.0));
  }

  /** The largest value of a gauge, NaN if it has none. */
  static double gauge(BackstopProcess instance, String name) throws InterruptedException {
    return instance
        .get("/metrics")
        .orElse("")
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .filter(value -> !Double.isNaN(value))
        .max()
        .orElse(Double.NaN);
  }
}
