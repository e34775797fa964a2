package dev.backstop.demo;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real distribution in a child process, watched from outside. */
final class ProcessorProcess implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(90);

  /**
   * An orderly stop takes a second or two, unless ctrl-C has ended the registry before; the state
   * is thrown away either way.
   */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);
  private static final int LOG_LINES = 15;

  /** The line in which the processor says which free port it has taken. */
  private static final Pattern MANAGEMENT =
      Pattern.compile("(?m)^management: (http://\\S+)/health/ready$");

  private final Process process;
  private final Path log;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PROBE_TIMEOUT).build();
  private Optional<String> management = Optional.empty();

  private ProcessorProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts {@code backstop run}; {@link #awaitReady()} waits for it. */
  static ProcessorProcess start(Distribution distribution) {
    Path log = distribution.log("processor.log");
    Process process = launch(distribution, log, "run");
    ProcessorProcess started = new ProcessorProcess(process, log);
    try {
      // For scripts/demo, which ends the process should this JVM be killed.
      Files.writeString(
          distribution.directory().resolve("processor.pid"), Long.toString(process.pid()));
    } catch (IOException e) {
      started.close();
      throw new UncheckedIOException("the demo's directory can be written", e);
    }
    return started;
  }

  /** Starts one of the short commands; {@link #awaitEnd()} waits for it. */
  static ProcessorProcess command(Distribution distribution, String... arguments) {
    List<String> name = List.of(arguments).subList(0, Math.min(2, arguments.length));
    Path log = distribution.log(String.join("-", name) + ".log");
    return new ProcessorProcess(launch(distribution, log, arguments), log);
  }

  /**
   * Waits until a short command has ended well.
   *
   * @throws DemoException when it fails or takes too long
   */
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(START_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw failed("did not end within " + START_PATIENCE.toSeconds() + " s");
    }
    if (process.exitValue() != 0) {
      throw failed("ended with code " + process.exitValue());
    }
  }

  private static Process launch(Distribution distribution, Path log, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder(distribution.command(arguments));
    builder.environment().keySet().removeIf(name -> name.startsWith("BACKSTOP_"));
    builder.environment().putAll(distribution.environment());
    File output = log.toFile();
    try {
      return builder.redirectErrorStream(true).redirectOutput(output).start();
    } catch (IOException e) {
      throw new DemoException(
          "the processor cannot be started", "build it again: rm -r processor/target/backstop", e);
    }
  }

  /**
   * Waits until it reads records.
   *
   * @throws DemoException when it ends instead, or takes too long
   */
  void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      // Waiting for the end of the process paces the probes and notices its death at once.
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw failed("ended with code " + process.exitValue());
      }
      if (management.isEmpty()) {
        management = managementUrl();
      }
      if (management.isPresent() && get(management.get() + "/health/ready").isPresent()) {
        return;
      }
    }
    throw failed("was not ready within " + START_PATIENCE.toSeconds() + " s");
  }

  /**
   * Checks that it still runs.
   *
   * @throws DemoException when it does not
   */
  void requireAlive() {
    if (!process.isAlive()) {
      throw failed("ended with code " + process.exitValue());
    }
  }

  Meters meters() throws InterruptedException {
    return Meters.parse(
        get(managementUrlOrFail() + "/metrics")
            .orElseThrow(() -> failed("does not tell its meters")));
  }

  String managementUrlOrFail() {
    return management.orElseThrow(() -> failed("has no management port"));
  }

  private Optional<String> managementUrl() {
    Matcher line = MANAGEMENT.matcher(text(log));
    return line.find() ? Optional.of(line.group(1)) : Optional.empty();
  }

  private Optional<String> get(String url) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PROBE_TIMEOUT).build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  private DemoException failed(String what) {
    return new DemoException(
        "the processor " + what, "see " + log + ", which ends with:\n" + end(log));
  }

  private static String end(Path log) {
    List<String> lines = text(log).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
  }

  private static String text(Path log) {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /** Stops it in order, or by force when that takes too long. Idempotent. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
