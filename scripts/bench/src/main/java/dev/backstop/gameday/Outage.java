package dev.backstop.gameday;

import dev.backstop.gameday.Exercise.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

  /** How long what waits may take to end, once all is back. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Requests requests;
  private final BooleanSupplier processorLives;
  private final Duration span;
  private final Ticks ticks;

  /**
   * Begins nothing yet.
   *
   * @param processorLives whether the processor that there was before is still there
   * @param span how long it is away
   */
  Outage(Requests requests, BooleanSupplier processorLives, Duration span, Ticks ticks) {
    this.requests = requests;
    this.processorLives = processorLives;
    this.span = span;
    this.ticks = ticks;
  }

  /** Rehearses one. */
  Exercise run(Missing missing, Dependency dependency) throws InterruptedException {
    ticks.pause(span);
    int sentBefore = requests.sent();
    long away = ticks.nanos();
    dependency.away();
    ticks.pause(span);
    int sentAway = requests.sent() - sentBefore;
    long returning = ticks.nanos();
    dependency.back();
    Long recovered = recoveredMillis(ticks.nanos());
    ticks.pause(span);
    int wanted = requests.sent();
    ticks.until(PATIENCE, () -> requests.waiting(wanted) == 0);
    int waiting = requests.waiting(wanted);
    Map<String, Map<String, Integer>> byTier = byTier(away, returning);
    List<Check> checks = checks(wanted, waiting, recovered);
    if (missing.goesOn()) {
      checks.add(goesOn(byTier, sentAway));
    }
    return new Exercise(
        missing.label(),
        missing.expected(),
        sentAway,
        waiting,
        null,
        recovered,
        byTier,
        checks,
        Map.of());
  }

  private List<Check> checks(int wanted, int waiting, @Nullable Long recovered) {
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check(
            "nothing-lost",
            waiting == 0,
            wanted - waiting + " of " + wanted + " requests of the day ended"));
    checks.add(
        new Check("processor-lives", processorLives.getAsBoolean(), "the same process as before"));
    checks.add(
        new Check(
            "recovered",
            recovered != null,
            recovered == null ? "no decision" : "the first decision after " + recovered + " ms"));
    return checks;
  }

  private static Check goesOn(Map<String, Map<String, Integer>> byTier, int sentAway) {
    int decided =
        byTier.getOrDefault("DURING", Map.of()).values().stream().mapToInt(Integer::intValue).sum();
    return new Check(
        "goes-on", decided >= sentAway / 2, decided + " decided while " + sentAway + " were sent");
  }

  /** From the return to the first decision of a request; null if none came. */
  private @Nullable Long recoveredMillis(long back) throws InterruptedException {
    ticks.until(PATIENCE, () -> requests.ended().stream().anyMatch(one -> one.seenNanos() > back));
    return requests.ended().stream()
        .filter(one -> one.seenNanos() > back)
        .map(one -> TimeUnit.NANOSECONDS.toMillis(one.seenNanos() - back))
        .findFirst()
        .orElse(null);
  }

  private Map<String, Map<String, Integer>> byTier(long away, long returning) {
    Map<String, Map<String, Integer>> byTier = new TreeMap<>();
    for (Ended one : requests.ended()) {
      if (one.seenNanos() > away - span.toNanos()) {
        String phase =
            one.seenNanos() < away ? "BEFORE" : one.seenNanos() < returning ? "DURING" : "AFTER";
        byTier.computeIfAbsent(phase, none -> new TreeMap<>()).merge(one.tier(), 1, Integer::sum);
      }
    }
    return byTier;
  }
}
