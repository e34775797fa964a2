package dev.backstop.bench.experiment;

import dev.backstop.bench.load.Batch;
import dev.backstop.bench.load.DecisionReader;
import dev.backstop.bench.load.Feed;
import dev.backstop.bench.load.Questions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** Requests that come while others are answered, as opposed to a trial, whose input lies ready. */
final class Flow {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LONGEST_MICROS = Duration.ofMinutes(2).toNanos() / 1000;

  private final Bench bench;
  private final Contestant contestant;
  private final Workload workload;

  Flow(Bench bench, Contestant contestant, Workload workload) {
    this.bench = bench;
    this.contestant = contestant;
    this.workload = workload;
  }

  /** Times from when a request was due to when its decision was read, in microseconds. */
  record Paced(Histogram latency, double generatorLateMillis) {}

  /**
   * As many as are answered: a new one whenever one of so many under way is answered.
   *
   * @return decisions a second
   */
  double saturate(int size, int underWay, DecisionReader.Seen seen) {
    Batch batch = new Batch(bench.nextRun(), size);
    Questions questions = workload.questions().apply(bench.nextSeed());
    Semaphore room = new Semaphore(underWay);
    Feed feed = bench.feed();
    String topic = contestant.application().requests();
    long begin = System.nanoTime();
    CompletableFuture<Long> feeding =
        inBackground(
            () -> {
              try {
                feed.fill(topic, batch, questions, room);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return 0;
            });
    long end =
        contestant
            .reader()
            .awaitAll(
                batch,
                PATIENCE,
                (number, nanoTime) -> {
                  room.release();
                  seen.at(number, nanoTime);
                });
    await(feeding);
    return size * 1e9 / (end - begin);
  }

  /** So many a second, whether they are answered or not; the first quarter does not count. */
  Paced pace(double perSecond, double seconds) {
    Batch batch = new Batch(bench.nextRun(), (int) Math.max(100, perSecond * seconds));
    Questions questions = workload.questions().apply(bench.nextSeed());
    String topic = contestant.application().requests();
    // A little ahead, so that the first is not late.
    long begin = System.nanoTime() + Duration.ofMillis(50).toNanos();
    CompletableFuture<Long> feeding =
        inBackground(() -> bench.feed().pace(topic, batch, questions, begin, perSecond));
    Histogram latency = new Histogram(LONGEST_MICROS, 3);
    int counted = batch.size() / 4;
    var unused =
        contestant
            .reader()
            .awaitAll(
                batch,
                PATIENCE,
                (number, nanoTime) -> {
                  if (number >= counted) {
                    long micros = (nanoTime - Feed.dueAt(begin, number, perSecond)) / 1000;
                    latency.recordValue(Math.min(LONGEST_MICROS, Math.max(0, micros)));
                  }
                });
    return new Paced(latency, await(feeding) / 1e6);
  }

  private static CompletableFuture<Long> inBackground(LongSupplier work) {
    return CompletableFuture.supplyAsync(
        work::getAsLong,
        task -> {
          Thread thread = new Thread(task, "benchmark-feed");
          thread.setDaemon(true);
          thread.start();
        });
  }

  private static long await(CompletableFuture<Long> feeding) {
    try {
      return feeding.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }
}
