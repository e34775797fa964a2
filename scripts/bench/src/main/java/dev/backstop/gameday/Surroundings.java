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
import java.util.stream.Stream;

/** Broker, registry and one processor, each a process of its own that may be ended. */
final class Surroundings implements AutoCloseable {

  static final String PREFIX = "backstop.";

  private static final Duration COMMAND_PATIENCE = Duration.ofMinutes(5);
  private static final String WHO = "gameday";

  private final Path directory;
  private final BrokerProcess broker;
  private final BackstopLaunch launch;
  private final BackstopProcess processor;
  private SandboxRegistry registry;
  private int commands;

  private Surroundings(
      Path directory,
      BrokerProcess broker,
      SandboxRegistry registry,
      BackstopLaunch launch,
      BackstopProcess processor) {
    this.directory = directory;
    this.broker = broker;
    this.registry = registry;
    this.launch = launch;
    this.processor = processor;
  }

  /**
   * Starts all of it.
   *
   * @param root of the checkout
   * @param directory for state and logs
   */
  static Surroundings start(Path root, Path directory) throws InterruptedException {
    BrokerProcess broker = BrokerProcess.start(BrokerLaunch.in(directory));
    SandboxRegistry registry = SandboxRegistry.start(0, directory.resolve("registry"));
    try {
      KeyFiles.Pair keys = KeyFiles.generate(WHO, directory);
      BackstopLaunch launch =
          BackstopLaunch.of("gameday", root, directory, broker.bootstrapServers(), registry.url())
              .with("BACKSTOP_DRILL_TRUSTED_KEYS", keys.publicKey().toString());
      BackstopProcess.command(launch, "topics", "create");
      BackstopProcess.command(launch, "schemas", "register");
      BackstopProcess processor = BackstopProcess.start(launch);
      processor.awaitReady();
      return new Surroundings(directory, broker, registry, launch, processor);
    } catch (IOException e) {
      registry.close();
      broker.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      registry.close();
      broker.close();
      throw e;
    }
  }

  BrokerProcess broker() {
    return broker;
  }

  BackstopProcess processor() {
    return processor;
  }

  String registryUrl() {
    return registry.url();
  }

  void stopRegistry() {
    registry.close();
  }

  /** Starts the registry again, at the same address with the same schemas. */
  void startRegistry() {
    int port = URI.create(registry.url()).getPort();
    registry = SandboxRegistry.start(port, directory.resolve("registry"));
  }

  /** Runs a drill, and returns what it has printed. */
  String drill(String scenario, List<String> options) throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("drill", "run", scenario, "--json"));
    arguments.addAll(
        List.of("--who", WHO, "--key", directory.resolve(WHO + ".key.pem").toString()));
    arguments.addAll(options);
    try (ChildProcess command =
        ChildProcess.start(
            "backstop drill run " + scenario,
            launch.command(arguments.toArray(String[]::new)),
            launch.environment(),
            directory.resolve("drill-" + commands++ + "-" + scenario + ".log"))) {
      if (!command.awaitEnd(COMMAND_PATIENCE)) {
        throw command.failed("did not end within " + COMMAND_PATIENCE.toSeconds() + " s");
      }
      return command.output();
    }
  }

  @Override
  public void close() {
    Stream.<AutoCloseable>of(processor, registry, broker).forEach(Surroundings::quietly);
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
