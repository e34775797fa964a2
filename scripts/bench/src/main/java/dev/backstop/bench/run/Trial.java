package dev.backstop.bench.run;

import dev.backstop.bench.load.Batch;
import dev.backstop.bench.load.DecisionReader;
import dev.backstop.bench.load.Feed;
import dev.backstop.bench.load.Questions;
import dev.backstop.rig.ProcessStats;
import dev.backstop.rig.RigException;
import java.time.Duration;

/**
 * One measurement: the application stands still while its input is written, then runs until the
 * last committed decision has been read.
 *
 * @param size how many requests
 * @param applicationCpuMicros what its processes used
 * @param brokerCpuMicros what the broker used meanwhile
 */
public record Trial(
    String application, int size, long nanos, long applicationCpuMicros, long brokerCpuMicros) {

  /** Below Backstop's session time-out of 10 s. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(9);

  /** How long no answer may come. */
  public static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Runs one. The application must have answered all it was asked before. */
  public static Trial run(
      Application application,
      DecisionReader reader,
      Feed feed,
      Cluster cluster,
      Batch batch,
      Questions questions) {
    application.requireAlive();
    application.pause();
    ProcessStats before;
    ProcessStats brokerBefore;
    long begin;
    long paused = System.nanoTime();
    try {
      feed.write(application.requests(), batch, questions);
      before = application.stats();
      brokerBefore = cluster.broker().stats();
    } finally {
      begin = System.nanoTime();
      application.resume();
    }
    if (begin - paused > LONGEST_PAUSE.toNanos()) {
      throw new RigException(
          "writing " + batch.size() + " requests took so long that the group forgot its members",
          "try again when the machine is less busy");
    }
    long end = reader.awaitAll(batch, PATIENCE);
    return new Trial(
        application.name(),
        batch.size(),
        end - begin,
        application.stats().cpuMicros() - before.cpuMicros(),
        cluster.broker().stats().cpuMicros() - brokerBefore.cpuMicros());
  }

  public double perSecond() {
    return size * 1e9 / nanos;
  }

  public double applicationCpuMicrosEach() {
    return (double) applicationCpuMicros / size;
  }

  public double brokerCpuMicrosEach() {
    return (double) brokerCpuMicros / size;
  }
}
