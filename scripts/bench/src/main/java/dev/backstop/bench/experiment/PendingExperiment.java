package dev.backstop.bench.experiment;

import dev.backstop.bench.figures.Bar;
import dev.backstop.bench.load.Batch;
import dev.backstop.bench.load.Questions;
import dev.backstop.bench.report.Findings;
import dev.backstop.bench.report.Table;
import dev.backstop.bench.run.BackstopApplication;
import dev.backstop.bench.run.Ladder;
import dev.backstop.rig.BackstopLaunch;
import dev.backstop.rig.BackstopProcess;
import dev.backstop.rig.RigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Very many reviews that nobody looks at: what they cost, and how long it takes to have them back.
 */
public final class PendingExperiment implements Experiment {
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Duration LOOK = Duration.ofMillis(250);

  @Override
  public String key() {
    return "pending";
  }

  @Override
  public double plannedSeconds(Effort effort) {
    return 60 + 1.3 * effort.idleSeconds() + effort.pendingReviews() / 4_000.0;
  }

  /** All of it; times in seconds. */
  record Figures(
      int reviews,
      double reviewsPerSecond,
      Idle idleBefore,
      Idle idle,
      long stateBytes,
      long residentBytes,
      double startAfterOrderlyStop,
      double startAfterKill,
      double restoreOfLostState,
      double takeOverWithStandby) {}

  @Override
  public Findings run(Bench bench) throws InterruptedException {
    int reviews = bench.effort().pendingReviews();
    String prefix = bench.starter().prefix("pending");
    Ladder ladder = Ladder.creditPatient(bench.starter().root());
    BackstopLaunch first = bench.starter().launch(prefix, "a", ladder);
    Path state = Path.of(Objects.requireNonNull(first.environment().get("BACKSTOP_STATE_DIR")));
    bench.progress().step("pending: starting");
    Duration quiet = Duration.ofSeconds(bench.effort().idleSeconds());
    Idle idleBefore;
    Idle idle;
    double seconds;
    long stateBytes;
    long residentBytes;
    try (BackstopApplication one = bench.starter().start(prefix, List.of(first))) {
      bench.progress().step("pending: idle without reviews");
      // Nothing was before, so nothing has to be waited out.
      idleBefore = Idle.measure(one, quiet.dividedBy(3));
      bench.progress().step("pending: opening " + reviews + " reviews");
      long begin = System.nanoTime();
      open(bench, one, reviews);
      seconds = (System.nanoTime() - begin) / 1e9;
      bench.progress().step("pending: idle with " + reviews + " reviews");
      idle = Idle.measure(one, quiet);
      stateBytes = size(state);
      residentBytes = one.stats().residentBytes();
    }
    bench.progress().step("pending: starting again after an orderly stop");
    BackstopLaunch again = bench.starter().launch(prefix, "a", ladder);
    double orderly = start(prefix, again, reviews, true);
    bench.progress().step("pending: starting again after a kill");
    double killed = start(prefix, again, reviews, false);
    bench.progress().step("pending: restoring a state that is lost");
    delete(state);
    double restored = start(prefix, again, reviews, false);
    bench.progress().step("pending: taking over with a standby");
    double standby = takeOver(bench, prefix, ladder, reviews);
    return findings(
        new Figures(
            reviews,
            reviews / seconds,
            idleBefore,
            idle,
            stateBytes,
            residentBytes,
            orderly,
            killed,
            restored,
            standby));
  }

  private static void open(Bench bench, BackstopApplication one, int reviews)
      throws InterruptedException {
    Random random = new Random(bench.seed());
    Questions questions = Questions.of("credit", () -> bench.pool().unsure(random));
    bench.feed().write(one.requests(), new Batch(bench.nextRun(), reviews), questions);
    awaitPending(one.instances().get(0), reviews);
  }

  /** Seconds until it runs with all its reviews; then it is killed or stopped. */
  private static double start(String prefix, BackstopLaunch launch, int reviews, boolean killAfter)
      throws InterruptedException {
    long begin = System.nanoTime();
    try (BackstopApplication again = BackstopApplication.onTopics(prefix, List.of(launch))) {
      again.awaitReady(PATIENCE);
      awaitPending(again.instances().get(0), reviews);
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (killAfter) {
        again.instances().get(0).kill();
      }
      return seconds;
    }
  }

  /** Seconds from the kill of the one instance until the other has all reviews. */
  private static double takeOver(Bench bench, String prefix, Ladder ladder, int reviews)
      throws InterruptedException {
    List<BackstopLaunch> launches =
        Stream.of("a", "b")
            .map(name -> bench.starter().launch(prefix, name, ladder))
            .map(launch -> launch.with("BACKSTOP_KAFKA_NUM_STANDBY_REPLICAS", "1"))
            .toList();
    try (BackstopApplication two = BackstopApplication.onTopics(prefix, launches)) {
      two.awaitReady(PATIENCE);
      BackstopProcess heir = two.instances().get(1);
      await(heir, () -> caughtUp(heir), "the standby did not catch up");
      two.instances().get(0).kill();
      long begin = System.nanoTime();
      awaitPending(heir, reviews);
      return (System.nanoTime() - begin) / 1e9;
    }
  }

  /** Whether the copies it keeps for the other are behind by nothing. */
  private static boolean caughtUp(BackstopProcess instance) throws InterruptedException {
    return instance
        .get("/metrics")
        .orElse("")
        .lines()
        .filter(line -> line.startsWith("kafka_consumer_fetch_manager_records_lag_max{"))
        .filter(line -> line.contains("restore-consumer"))
        .anyMatch(line -> line.endsWith(" 0.0"));
  }

  private static void awaitPending(BackstopProcess instance, int reviews)
      throws InterruptedException {
    await(
        instance,
        () -> instance.meters().map(meters -> meters.pending() >= reviews).orElse(false),
        "not all reviews are pending");
  }

  /** Something that comes true. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws InterruptedException;
  }

  private static void await(BackstopProcess instance, Condition condition, String otherwise)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (instance.awaitEnd(LOOK)) {
        instance.requireAlive();
      }
      if (System.nanoTime() > deadline) {
        throw new RigException(otherwise, "read the logs of the instances");
      }
    }
  }

  private static long size(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new RigException("the state in " + directory + " cannot be read", "try again", e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new RigException("the state in " + directory + " cannot be deleted", "try again", e);
    }
  }

  private static Findings findings(Figures found) {
    Table table =
        new Table(
            Words.whole(found.reviews()) + " reviews that wait",
            List.of("figure", "value"),
            List.of(
                List.of("opened a second", Words.whole(found.reviewsPerSecond())),
                List.of("a tick, nothing due", millis(found.idle().tickMillis())),
                List.of("a tick without any review", millis(found.idleBefore().tickMillis())),
                List.of("longest look of one partition", millis(found.idle().longestLookMillis())),
                List.of(
                    "processor time a second, idle",
                    Words.tenths(found.idle().cpuMicrosPerSecond() / 1000) + " ms"),
                List.of(
                    "the same without any review",
                    Words.tenths(found.idleBefore().cpuMicrosPerSecond() / 1000) + " ms"),
                List.of("state on disk", Words.megabytes((double) found.stateBytes())),
                List.of("resident memory", Words.megabytes((double) found.residentBytes())),
                List.of("start after an orderly stop", seconds(found.startAfterOrderlyStop())),
                List.of("start after a kill, state kept", seconds(found.startAfterKill())),
                List.of(
                    "start without its state, all restored from the changelogs",
                    seconds(found.restoreOfLostState())),
                List.of(
                    "take-over after a kill, with a standby",
                    seconds(found.takeOverWithStandby()))),
            "A tick looks at the deadlines of all partitions. The take-over begins with the session"
                + " time-out, 10 s by default.");
    Bar bar =
        Bar.below(
            "a tick with " + Words.whole(found.reviews()) + " reviews and nothing due",
            1,
            "ms",
            found.idle().tickMillis());
    return new Findings(Map.of("pendingReviews", found), List.of(table), List.of(bar));
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, "%.3f ms", value);
  }

  private static String seconds(double value) {
    return Words.tenths(value) + " s";
  }
}
