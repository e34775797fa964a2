package dev.backstop.bench.experiment;

import dev.backstop.bench.load.Batch;
import dev.backstop.bench.load.DecisionReader;
import dev.backstop.bench.run.Application;
import dev.backstop.bench.run.Trial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A running application that has its turns.
 *
 * <p>The size of a trial follows from the last one's speed, so that trials of all applications take
 * about the same time: what is the same for each trial, such as the wait for the last commit, then
 * weighs the same for all.
 */
final class Contestant implements AutoCloseable {
  private static final int LEAST = 500;
  private static final int MOST = 600_000;
  private static final double UNKNOWN = 2000;

  private final Bench bench;
  private final String name;
  private final Application application;
  private final DecisionReader reader;
  private final Map<String, Double> speeds = new HashMap<>();
  private double lastSpeed = UNKNOWN;

  Contestant(Bench bench, Application application) {
    this(bench, application, application.name());
  }

  /**
   * @param name in reports
   */
  Contestant(Bench bench, Application application, String name) {
    this.bench = bench;
    this.name = name;
    this.application = application;
    this.reader = new DecisionReader(bench.cluster().bootstrapServers(), application.decisions());
  }

  String name() {
    return name;
  }

  Application application() {
    return application;
  }

  DecisionReader reader() {
    return reader;
  }

  /**
   * Gives it work until it has had enough to be compiled and its caches are full. It runs all the
   * time: while it stood still, its compiler would, too.
   */
  void warmUp(List<Workload> workloads, double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (int turn = 0; turn < workloads.size() || System.nanoTime() < end; turn++) {
      Workload workload = workloads.get(turn % workloads.size());
      Batch batch = batch(workload, 0.7);
      long begin = System.nanoTime();
      application.requireAlive();
      bench
          .feed()
          .write(application.requests(), batch, workload.questions().apply(bench.nextSeed()));
      long answered = reader.awaitAll(batch, Trial.PATIENCE);
      learn(workload, batch.size() * 1e9 / (answered - begin));
    }
  }

  /** A trial of about this length. */
  Trial trial(Workload workload, double seconds) {
    Batch batch = batch(workload, seconds);
    Trial trial =
        Trial.run(
            application,
            reader,
            bench.feed(),
            bench.cluster(),
            batch,
            workload.questions().apply(bench.nextSeed()));
    learn(workload, trial.perSecond());
    return trial;
  }

  private Batch batch(Workload workload, double seconds) {
    double speed = speeds.getOrDefault(workload.key(), lastSpeed);
    return new Batch(bench.nextRun(), (int) Math.max(LEAST, Math.min(MOST, speed * seconds)));
  }

  private void learn(Workload workload, double perSecond) {
    lastSpeed = perSecond;
    speeds.put(workload.key(), perSecond);
  }

  @Override
  public void close() {
    reader.close();
    application.close();
  }
}
