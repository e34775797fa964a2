package dev.backstop.gameday;

import dev.backstop.rig.BackstopLaunch;
import dev.backstop.rig.BackstopProcess;
import dev.backstop.rig.BrokerLaunch;
import dev.backstop.rig.BrokerProcess;
import dev.backstop.rig.ChildProcess;
import dev.backstop.sandbox.SandboxRegistry;
import dev.backstop.signing.KeyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Broker, registry and processors, each of them a process of its own that may be ended. */
final class Surroundings implements AutoCloseable {

  static final String PREFIX = "backstop.";

  private static final Duration COMMAND_PATIENCE = Duration.ofMinutes(10);
  private static final String WHO = "gameday";
  private static final String TRUSTED = "BACKSTOP_DRILL_TRUSTED_KEYS";

  private final Path root;
  private final Path directory;
  private final BrokerProcess broker;
  private final BackstopLaunch launch;
  private final Instances instances;
  private SandboxRegistry registry;

  private Surroundings(
      Path root,
      Path directory,
      BrokerProcess broker,
      SandboxRegistry registry,
      BackstopLaunch launch,
      Instances instances) {
    this.root = root;
    this.directory = directory;
    this.broker = broker;
    this.registry = registry;
    this.launch = launch;
    this.instances = instances;
  }

  /**
   * Starts all of it, with one processor.
   *
   * @param root of the checkout
   * @param directory for state and logs
   */
  static Surroundings start(Path root, Path directory) throws InterruptedException {
    BrokerProcess broker = BrokerProcess.start(BrokerLaunch.in(directory));
    SandboxRegistry registry = SandboxRegistry.start(0, directory.resolve("registry"));
    Instances instances = new Instances();
    try {
      KeyFiles.Pair keys = KeyFiles.generate(WHO, directory);
      BackstopLaunch launch =
          launch(WHO, root, directory, broker, registry).with(TRUSTED, keys.publicKey().toString());
      BackstopProcess.command(launch, "topics", "create");
      BackstopProcess.command(launch, "schemas", "register");
      instances.start(launch);
      return new Surroundings(root, directory, broker, registry, launch, instances);
    } catch (IOException e) {
      closeAll(instances, registry, broker);
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      closeAll(instances, registry, broker);
      throw e;
    }
  }

  private static BackstopLaunch launch(
      String name, Path root, Path directory, BrokerProcess broker, SandboxRegistry registry) {
    return BackstopLaunch.of(name, root, directory, broker.bootstrapServers(), registry.url())
        .withConfig(root.resolve("scripts/bench/gameday/backstop.yaml"));
  }

  /** Starts the second instance of the processor. */
  void startSecond() throws InterruptedException {
    String trusted = Objects.requireNonNull(launch.environment().get(TRUSTED));
    instances.start(launch(WHO + "-2", root, directory, broker, registry).with(TRUSTED, trusted));
  }

  BrokerProcess broker() {
    return broker;
  }

  Instances instances() {
    return instances;
  }

  String registryUrl() {
    return registry.url();
  }

  /** What is taken away to rehearse that it is missing. */
  Outage.Dependency dependency(Missing missing) {
    return switch (missing) {
      case REGISTRY -> new RegistryAway();
      case BROKER -> new BrokerAway();
    };
  }

  private final class RegistryAway implements Outage.Dependency {
    @Override
    public void away() {
      registry.close();
    }

    /** At the same address, with the same schemas. */
    @Override
    public void back() {
      int port = URI.create(registry.url()).getPort();
      registry = SandboxRegistry.start(port, directory.resolve("registry"));
    }
  }

  /**
   * Not killed: a single broker that crashes in a transaction may leave it hanging, and what a
   * crash does is for the verifier.
   */
  private final class BrokerAway implements Outage.Dependency {
    @Override
    public void away() {
      broker.pause();
    }

    @Override
    public void back() {
      broker.resume();
    }
  }

  /** Runs drills one after the other, and returns what was printed. */
  String drills(List<String> scenarios, List<String> options) throws InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "drill",
                "schedule",
                "--json",
                "--every",
                "1ms",
                "--times",
                Integer.toString(scenarios.size()),
                "--scenario",
                String.join(",", scenarios),
                "--who",
                WHO,
                "--key",
                directory.resolve(WHO + ".key.pem").toString()));
    arguments.addAll(options);
    try (ChildProcess command =
        ChildProcess.start(
            "backstop drill schedule",
            launch.command(arguments.toArray(String[]::new)),
            launch.environment(),
            directory.resolve("drills.log"))) {
      if (!command.awaitEnd(COMMAND_PATIENCE)) {
        throw command.failed("did not end within " + COMMAND_PATIENCE.toSeconds() + " s");
      }
      return command.output();
    }
  }

  @Override
  public void close() {
    closeAll(instances, registry, broker);
  }

  private static void closeAll(AutoCloseable... all) {
    Stream.of(all).forEach(Surroundings::quietly);
  }

  private static void quietly(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      // One that does not end must not keep the others.
      System.err.println("gameday: " + one.getClass().getSimpleName() + " did not end well: " + e);
    }
  }
}
