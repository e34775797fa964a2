package dev.backstop.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Apicurio registry in a child process, with Apicurio's API and the Confluent-compatible
 * one.
 *
 * <p>In a temporary directory schemas live in memory; in a given one they are kept in a file beside
 * the log, because topics that survive a restart need their schema ids to survive too. The child
 * ends with {@link #close()}, with the end of this JVM, and when this JVM is killed.
 */
public final class SandboxRegistry implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);
  private static final int LOG_LINES = 20;

  private final Process process;
  private final StateDirectory directory;
  private final int port;
  private final Thread hook;

  private SandboxRegistry(Process process, StateDirectory directory, int port) {
    this.process = process;
    this.directory = directory;
    this.port = port;
    this.hook = new Thread(this::stop, "sandbox-registry-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Starts on a free port with a temporary directory. */
  public static SandboxRegistry start() {
    return start(Ports.ANY, null);
  }

  /**
   * Starts a registry and returns when it is healthy.
   *
   * @param port the port on 127.0.0.1, or 0 for a free one
   * @param directory where schemas and the log {@code registry.log} are kept; null for a temporary
   *     directory
   * @throws SandboxException when the registry is not unpacked, the port is taken, or it does not
   *     get healthy; then the message ends with the last lines of its log
   */
  public static SandboxRegistry start(int port, @Nullable Path directory) {
    Path home = RegistryHome.find();
    int claimed = Ports.claim(port, "registry");
    StateDirectory state = StateDirectory.open(directory, "registry");
    SandboxRegistry registry = new SandboxRegistry(launch(home, state, claimed), state, claimed);
    try {
      registry.awaitHealthy();
      return registry;
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  private static Process launch(Path home, StateDirectory state, int port) {
    List<String> command = RegistryCommand.of(home, state, port);
    try {
      return new ProcessBuilder(command)
          .directory(state.path().toFile())
          .redirectErrorStream(true)
          .redirectOutput(state.path().resolve("registry.log").toFile())
          .start();
    } catch (IOException e) {
      state.release();
      throw new SandboxException(
          "the registry's process cannot be started (" + e.getMessage() + ")",
          "check that " + command.get(0) + " is a Java 17 or newer",
          e);
    }
  }

  private void awaitHealthy() {
    HttpClient client = HttpClient.newBuilder().connectTimeout(PROBE_TIMEOUT).build();
    HttpRequest probe =
        HttpRequest.newBuilder(URI.create(url() + "/health/ready")).timeout(PROBE_TIMEOUT).build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (System.nanoTime() < deadline) {
        // Waiting for the end of the process paces the probes and notices its death at once.
        if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
          throw unhealthy("ended with code " + process.exitValue());
        }
        if (answers(client, probe)) {
          return;
        }
      }
      throw unhealthy("was not healthy within " + PATIENCE.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unhealthy("was interrupted while starting");
    }
  }

  private static boolean answers(HttpClient client, HttpRequest probe) throws InterruptedException {
    try {
      return client.send(probe, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private SandboxException unhealthy(String what) {
    return new SandboxException(
        "the registry on port " + port + " " + what,
        "free the port or some memory, or read the end of its log:\n" + endOfLog());
  }

  private String endOfLog() {
    try {
      List<String> lines =
          Files.readAllLines(directory.path().resolve("registry.log"), StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /** The registry's root, {@code http://127.0.0.1:port}. */
  public String url() {
    return "http://" + Ports.HOST + ":" + port;
  }

  /** Apicurio's own API: what {@code apicurio.registry.url} takes. */
  public String apicurioUrl() {
    return url() + "/apis/registry/v2";
  }

  /** The Confluent-compatible API: what {@code schema.registry.url} takes. */
  public String confluentUrl() {
    return url() + "/apis/ccompat/v7";
  }

  /** Ends the process and deletes a temporary directory. Idempotent. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endingAnyway) {
      // The hook runs or has run: there is nothing to take back.
      return;
    }
  }

  private void stop() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      directory.release();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (UncheckedIOException e) {
      // A leftover temporary file must not hide the outcome of what used the registry.
      System.getLogger(SandboxRegistry.class.getName())
          .log(System.Logger.Level.WARNING, e.getMessage());
    }
  }
}
