package dev.backstop.rig;

import dev.backstop.sandbox.SandboxMain;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The sandbox's broker in a JVM of its own, which can be killed and started again on its data. */
public final class BrokerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final BrokerLaunch launch;
  private final String bootstrapServers;
  private ChildProcess process;

  private BrokerProcess(BrokerLaunch launch, String bootstrapServers, ChildProcess process) {
    this.launch = launch;
    this.bootstrapServers = bootstrapServers;
    this.process = process;
  }

  /**
   * Starts a broker and returns when it accepts clients.
   *
   * @throws RigException when it does not
   */
  public static BrokerProcess start(BrokerLaunch launch) throws InterruptedException {
    ChildProcess process = spawn(launch);
    String servers = awaitReady(launch, process);
    int port = Integer.parseInt(servers.substring(servers.lastIndexOf(':') + 1));
    return new BrokerProcess(launch.withPort(port), servers, process);
  }

  /** Starts it again on the same data and port, and returns when it accepts clients. */
  public synchronized void restart() throws InterruptedException {
    process.close();
    process = spawn(launch);
    awaitReady(launch, process);
  }

  private static ChildProcess spawn(BrokerLaunch launch) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--no-registry",
                "--directory=" + launch.directory(),
                "--broker-port=" + launch.port(),
                "--ready-file=" + readyFile(launch)));
    launch
        .settings()
        .forEach((key, value) -> arguments.add("--broker-setting=" + key + "=" + value));
    try {
      // One that was killed has left its own.
      Files.deleteIfExists(readyFile(launch));
    } catch (IOException e) {
      throw new RigException(
          "the broker's directory cannot be written (" + e + ")", "give a writable directory", e);
    }
    return ChildProcess.start(
        "the broker",
        Jvm.command(launch.jvm(), SandboxMain.class.getName(), arguments),
        Map.of(),
        launch.log());
  }

  private static Path readyFile(BrokerLaunch launch) {
    return launch.log().resolveSibling("broker-ready.properties");
  }

  private static String awaitReady(BrokerLaunch launch, ChildProcess process)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (process.awaitEnd(LOOK)) {
        throw process.failed("ended while it started");
      }
      if (Files.exists(readyFile(launch))) {
        return bootstrapServers(readyFile(launch));
      }
    }
    process.close();
    throw process.failed("was not ready within " + PATIENCE.toSeconds() + " s");
  }

  private static String bootstrapServers(Path readyFile) {
    Properties addresses = new Properties();
    try (Reader reader = Files.newBufferedReader(readyFile)) {
      addresses.load(reader);
    } catch (IOException e) {
      throw new RigException(readyFile + " cannot be read", "try again", e);
    }
    return addresses.getProperty("bootstrap.servers");
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public synchronized long pid() {
    return process.pid();
  }

  public synchronized boolean isAlive() {
    return process.isAlive();
  }

  public synchronized ProcessStats stats() {
    return process.stats();
  }

  /** SIGKILL; {@link #restart()} brings it back. */
  public synchronized void kill() {
    process.kill();
  }

  /** SIGSTOP. */
  public synchronized void pause() {
    process.pause();
  }

  /** SIGCONT. */
  public synchronized void resume() {
    process.resume();
  }

  /** Stops it in order. Idempotent. */
  @Override
  public synchronized void close() {
    process.close();
  }
}
