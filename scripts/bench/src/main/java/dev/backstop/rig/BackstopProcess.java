package dev.backstop.rig;

import dev.backstop.demo.Meters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One instance of the real distribution in its own JVM. */
public final class BackstopProcess implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(90);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(50);

  /** The line in which the processor says which free port it has taken. */
  private static final Pattern MANAGEMENT =
      Pattern.compile("(?m)^management: (http://\\S+)/health/ready$");

  private final ChildProcess process;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PROBE_TIMEOUT).build();
  private Optional<String> management = Optional.empty();

  private BackstopProcess(ChildProcess process) {
    this.process = process;
  }

  /** Starts {@code backstop run}; {@link #awaitReady()} waits for it. */
  public static BackstopProcess start(BackstopLaunch launch) {
    return new BackstopProcess(
        ChildProcess.start(
            launch.name(), launch.command("run"), launch.environment(), launch.log()));
  }

  /**
   * Runs one of the short commands, such as {@code topics create}, to its end.
   *
   * @throws RigException when it fails or takes too long
   */
  public static void command(BackstopLaunch launch, String... arguments)
      throws InterruptedException {
    try (ChildProcess command =
        ChildProcess.start(
            "backstop " + String.join(" ", arguments),
            launch.command(arguments),
            launch.environment(),
            launch.log())) {
      command.requireSuccess(START_PATIENCE);
    }
  }

  /**
   * Waits until {@code /health/ready} says that it reads records.
   *
   * @throws RigException when it ends instead, or takes too long
   */
  public void awaitReady() throws InterruptedException {
    awaitReady(START_PATIENCE);
  }

  /** Waits as {@link #awaitReady()} does, but so long: a large state takes its time. */
  public void awaitReady(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      if (process.awaitEnd(LOOK)) {
        throw process.failed("ended while it started");
      }
      if (isReady()) {
        return;
      }
    }
    throw process.failed("was not ready within " + patience.toSeconds() + " s");
  }

  /** Whether {@code /health/ready} says so now. */
  public synchronized boolean isReady() throws InterruptedException {
    if (management.isEmpty()) {
      Matcher line = MANAGEMENT.matcher(process.output());
      management = line.find() ? Optional.of(line.group(1)) : Optional.empty();
    }
    return management.isPresent() && get("/health/ready").isPresent();
  }

  /** The meters, unless the process does not answer. */
  public Optional<Meters> meters() throws InterruptedException {
    return get("/metrics").map(Meters::parse);
  }

  /** What the management port answers with 200 to a path. */
  public synchronized Optional<String> get(String path) throws InterruptedException {
    if (management.isEmpty()) {
      return Optional.empty();
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(management.get() + path)).timeout(PROBE_TIMEOUT).build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public ProcessStats stats() {
    return process.stats();
  }

  /** What it has written since it was started. */
  public String output() {
    return process.output();
  }

  /** How it ended, if it has. */
  public OptionalInt exitCode() {
    return process.exitCode();
  }

  /** Waits for its end; whether it has come. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return process.awaitEnd(patience);
  }

  /**
   * Checks that it still runs.
   *
   * @throws RigException when it does not
   */
  public void requireAlive() {
    process.requireAlive();
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    process.kill();
  }

  /** SIGSTOP. */
  public void pause() {
    process.pause();
  }

  /** SIGCONT. */
  public void resume() {
    process.resume();
  }

  /** Has it write what its threads do into its log. */
  public void dumpThreads() {
    process.dumpThreads();
  }

  /** Stops it in order, or by force when that takes too long. Idempotent. */
  @Override
  public void close() {
    process.close();
  }
}
