package dev.backstop.gameday;

import dev.backstop.demo.Application;
import dev.backstop.demo.Applications;
import dev.backstop.drill.SandboxExercise;
import dev.backstop.drill.Scenario;
import dev.backstop.guard.BreakerState;
import dev.backstop.rig.RigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The day from begin to end. */
final class GameDay {

  /**
   * How much is done.
   *
   * @param copies of requests, in each drill
   * @param outage how long broker and registry are away
   * @param deaths ways in which the primary dies
   * @param back the state of the breaker that is waited for after each
   * @param only these exercises; all if empty
   */
  record Extent(
      int copies,
      Duration deadline,
      Duration outage,
      List<Death> deaths,
      BreakerState.Kind back,
      List<String> only) {

    /** Few copies, short outages, one death unless the other is named, not watched to its end. */
    static Extent quick(List<String> only) {
      boolean hangs = only.contains(Death.HANGS.label());
      return new Extent(
          3,
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          hangs ? List.of(Death.values()) : List.of(Death.THROWS),
          BreakerState.Kind.RAMP,
          only);
    }

    static Extent whole(List<String> only) {
      return new Extent(
          12,
          Duration.ofSeconds(10),
          Duration.ofSeconds(12),
          List.of(Death.values()),
          BreakerState.Kind.CLOSED,
          only);
    }

    boolean has(String name) {
      return only.isEmpty() || only.contains(name);
    }
  }

  /**
   * What the day has shown.
   *
   * @param requests real ones that were sent
   * @param lost how many of them nothing has become of
   * @param trouble what else was seen of them that should not be
   */
  record Outcome(
      List<Exercise> exercises, int requests, int lost, List<Ended> ended, List<String> trouble) {

    boolean passed() {
      return lost == 0 && trouble.isEmpty() && exercises.stream().allMatch(Exercise::passed);
    }
  }

  private static final String CREDIT = "credit";
  private static final double PER_SECOND = 20;

  /** So many that a hundredth of them is enough for the return test within half a minute. */
  private static final double DYING_PER_SECOND = 200;

  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path root;
  private final Path directory;
  private final Consumer<String> progress;

  GameDay(Path root, Path directory, Consumer<String> progress) {
    this.root = root;
    this.directory = directory;
    this.progress = progress;
  }

  /** What may be named to be run alone. */
  static List<String> names() {
    return Stream.concat(
            Stream.of(Scenario.values()).map(Scenario::label),
            Stream.of(SandboxExercise.values()).map(SandboxExercise::label))
        .toList();
  }

  Outcome run(Extent extent) throws InterruptedException {
    progress.accept("starting broker, registry and processor");
    Load credit = new Load(CREDIT, sure(root.resolve("scripts/credit")), PER_SECOND, null);
    try (Surroundings surroundings = Surroundings.start(root, directory);
        Traffic traffic =
            new Traffic(
                surroundings.broker().bootstrapServers(),
                surroundings.registryUrl(),
                Surroundings.PREFIX,
                credit)) {
      awaitFirst(traffic);
      List<Exercise> exercises = new ArrayList<>(drills(surroundings, extent));
      exercises.addAll(outages(surroundings, traffic, extent));
      exercises.addAll(deaths(surroundings, traffic, credit, extent));
      progress.accept("waiting for the last decisions");
      int lost = traffic.finish(PATIENCE);
      return new Outcome(exercises, traffic.sent(), lost, traffic.ended(), traffic.trouble());
    }
  }

  private List<Exercise> drills(Surroundings surroundings, Extent extent)
      throws InterruptedException {
    List<Scenario> wanted =
        Stream.of(Scenario.values()).filter(one -> extent.has(one.label())).toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    progress.accept(wanted.size() + " drills");
    List<String> options =
        List.of(
            "--domain",
            CREDIT,
            "--copies",
            Integer.toString(extent.copies()),
            "--deadline",
            extent.deadline().toSeconds() + "s");
    String printed = surroundings.drills(wanted.stream().map(Scenario::label).toList(), options);
    return DrillOutput.read(wanted, printed);
  }

  private List<Exercise> outages(Surroundings surroundings, Traffic traffic, Extent extent)
      throws InterruptedException {
    Outage outage =
        new Outage(traffic, surroundings.instances()::alive, extent.outage(), Ticks.ofMachine());
    List<Exercise> exercises = new ArrayList<>();
    for (Missing missing : Missing.values()) {
      if (extent.has(missing.label())) {
        progress.accept(missing.label());
        exercises.add(outage.run(missing, surroundings.dependency(missing)));
      }
    }
    return exercises;
  }

  private List<Exercise> deaths(
      Surroundings surroundings, Traffic traffic, Load credit, Extent extent)
      throws InterruptedException {
    List<Death> wanted = extent.deaths().stream().filter(one -> extent.has(one.label())).toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    progress.accept("starting a second processor");
    surroundings.startSecond();
    TroubledRows rows = new TroubledRows();
    PrimaryDeath death =
        new PrimaryDeath(traffic, rows, surroundings.instances(), Ticks.ofMachine());
    traffic.turnTo(new Load("gameday", rows, DYING_PER_SECOND, PrimaryDeath.DEADLINE));
    List<Exercise> exercises = new ArrayList<>();
    for (Death one : wanted) {
      progress.accept(one.label());
      exercises.add(death.run(one, extent.back()));
    }
    traffic.turnTo(credit);
    return List.copyOf(exercises);
  }

  /** Applications in turn; those that no model is sure of would wait for a person. */
  private static Supplier<Map<String, Object>> sure(Path credit) {
    List<Map<String, Object>> rows =
        Applications.read(credit.resolve("data/stream.csv")).stream()
            .map(Application::features)
            .toList();
    List<Map<String, Object>> sure = SureRows.of(credit, rows);
    AtomicInteger next = new AtomicInteger();
    return () -> sure.get(Math.floorMod(next.getAndIncrement(), sure.size()));
  }

  private static void awaitFirst(Traffic traffic) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (traffic.ended().size() < PER_SECOND * WARM_UP.toSeconds()) {
      if (System.nanoTime() > deadline) {
        throw new RigException("requests are not decided", "see the logs");
      }
      LockSupport.parkNanos(50_000_000);
    }
  }
}
