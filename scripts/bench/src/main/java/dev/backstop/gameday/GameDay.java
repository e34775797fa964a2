package dev.backstop.gameday;

import dev.backstop.demo.Application;
import dev.backstop.demo.Applications;
import dev.backstop.drill.Scenario;
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

/** The day from begin to end. */
final class GameDay {

  /**
   * How much is done.
   *
   * @param copies of requests, in each drill
   * @param outage how long broker and registry are away
   * @param only these scenarios; all if empty
   */
  record Extent(int copies, Duration deadline, Duration outage, List<String> only) {
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
      List<Exercise> exercises,
      int requests,
      int lost,
      List<Traffic.Ended> ended,
      List<String> trouble) {

    boolean passed() {
      return lost == 0 && trouble.isEmpty() && exercises.stream().allMatch(Exercise::passed);
    }
  }

  static final String BROKER = "broker-unavailable";
  static final String REGISTRY = "registry-unavailable";

  private static final double PER_SECOND = 20;
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

  Outcome run(Extent extent) throws InterruptedException {
    progress.accept("starting broker, registry and processor");
    try (Surroundings surroundings = Surroundings.start(root, directory);
        Traffic traffic =
            new Traffic(
                surroundings.broker().bootstrapServers(),
                surroundings.registryUrl(),
                Surroundings.PREFIX,
                sure(root.resolve("scripts/credit")),
                PER_SECOND)) {
      awaitFirst(traffic);
      List<Exercise> exercises = new ArrayList<>();
      for (Scenario scenario : Scenario.values()) {
        if (extent.has(scenario.label())) {
          progress.accept("drill " + scenario.label());
          exercises.add(drill(surroundings, scenario, extent));
        }
      }
      Outage outage = new Outage(traffic, surroundings.processor(), extent.outage());
      if (extent.has(REGISTRY)) {
        progress.accept(REGISTRY);
        exercises.add(registry(surroundings, outage));
      }
      if (extent.has(BROKER)) {
        progress.accept(BROKER);
        exercises.add(broker(surroundings, outage));
      }
      progress.accept("waiting for the last decisions");
      int lost = traffic.finish(PATIENCE);
      return new Outcome(exercises, traffic.sent(), lost, traffic.ended(), traffic.trouble());
    }
  }

  private static Exercise drill(Surroundings surroundings, Scenario scenario, Extent extent)
      throws InterruptedException {
    List<String> options =
        List.of(
            "--copies",
            Integer.toString(extent.copies()),
            "--deadline",
            extent.deadline().toSeconds() + "s");
    return DrillOutput.read(scenario, surroundings.drill(scenario.label(), options));
  }

  private static Exercise registry(Surroundings surroundings, Outage outage)
      throws InterruptedException {
    return outage.run(
        REGISTRY,
        "Schemas are known already: requests are decided meanwhile.",
        true,
        new Outage.Dependency() {
          @Override
          public void away() {
            surroundings.stopRegistry();
          }

          @Override
          public void back() {
            surroundings.startRegistry();
          }
        });
  }

  private static Exercise broker(Surroundings surroundings, Outage outage)
      throws InterruptedException {
    return outage.run(
        BROKER,
        "Requests wait with their senders; the processor goes on by itself when the broker is back.",
        false,
        new Outage.Dependency() {
          // Not killed: a single broker that crashes in a transaction may leave it hanging, and
          // what a crash does is for the verifier.
          @Override
          public void away() {
            surroundings.broker().pause();
          }

          @Override
          public void back() {
            surroundings.broker().resume();
          }
        });
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
