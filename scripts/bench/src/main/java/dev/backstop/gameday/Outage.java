package dev.backstop.gameday;

import dev.backstop.gameday.Exercise.Check;
import dev.backstop.gameday.Traffic.Ended;
import dev.backstop.rig.BackstopProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Something that a processor depends on is away for a time, and comes back. No mark can make that
 * happen for some records alone, so it happens to real requests, and to the sandbox's only.
 */
final class Outage {

  /** What is taken away. */
  interface Dependency {
    void away() throws InterruptedException;

    void back() throws InterruptedException;
  }

  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Traffic traffic;
  private final BackstopProcess processor;
  private final Duration span;

  Outage(Traffic traffic, BackstopProcess processor, Duration span) {
    this.traffic = traffic;
    this.processor = processor;
    this.span = span;
  }

  /**
   * Rehearses one.
   *
   * @param goesOn whether requests should be decided while it is away
   */
  Exercise run(String name, String expected, boolean goesOn, Dependency dependency)
      throws InterruptedException {
    pause(span);
    int sentBefore = traffic.sent();
    long away = System.nanoTime();
    dependency.away();
    pause(span);
    int sentAway = traffic.sent() - sentBefore;
    long returning = System.nanoTime();
    dependency.back();
    long back = System.nanoTime();
    Long recovered = recoveredMillis(back);
    pause(span);
    int wanted = traffic.sent();
    long unended = awaitEnded(wanted);
    Map<String, Map<String, Integer>> byTier = byTier(away, returning);
    int decidedAway =
        byTier.getOrDefault("DURING", Map.of()).values().stream().mapToInt(Integer::intValue).sum();
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check(
            "nothing-lost",
            unended == 0,
            wanted - unended + " of " + wanted + " requests of the day ended"));
    checks.add(new Check("processor-lives", processor.isAlive(), "the same process as before"));
    checks.add(
        new Check(
            "recovered",
            recovered != null,
            recovered == null ? "no decision" : "the first decision after " + recovered + " ms"));
    if (goesOn) {
      checks.add(
          new Check(
              "goes-on",
              decidedAway >= sentAway / 2,
              decidedAway + " decided while " + sentAway + " were sent"));
    }
    return new Exercise(name, expected, sentAway, (int) unended, null, recovered, byTier, checks);
  }

  /** From the return to the first decision of a request. */
  private @Nullable Long recoveredMillis(long back) throws InterruptedException {
    long deadline = back + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      List<Ended> ended = traffic.ended();
      if (!ended.isEmpty() && ended.get(ended.size() - 1).seenNanos() > back) {
        return ended.stream().mapToLong(Ended::seenNanos).filter(at -> at > back).min().stream()
            .mapToObj(at -> TimeUnit.NANOSECONDS.toMillis(at - back))
            .findFirst()
            .orElse(null);
      }
      pause(LOOK);
    }
    return null;
  }

  private long awaitEnded(int wanted) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long ended = traffic.ended().size();
    while (ended < wanted && System.nanoTime() < deadline) {
      pause(LOOK);
      ended = traffic.ended().size();
    }
    return Math.max(0, wanted - ended);
  }

  private Map<String, Map<String, Integer>> byTier(long away, long returning) {
    Map<String, Map<String, Integer>> byTier = new TreeMap<>();
    for (Ended one : traffic.ended()) {
      if (one.seenNanos() > away - span.toNanos()) {
        String phase =
            one.seenNanos() < away ? "BEFORE" : one.seenNanos() < returning ? "DURING" : "AFTER";
        byTier.computeIfAbsent(phase, none -> new TreeMap<>()).merge(one.tier(), 1, Integer::sum);
      }
    }
    return byTier;
  }

  private static void pause(Duration span) throws InterruptedException {
    // Nobody counts it down.
    boolean unused = new CountDownLatch(1).await(span.toNanos(), TimeUnit.NANOSECONDS);
  }
}
