package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real processor in a process of its own, so that it can be killed. */
final class ProcessorProcess implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("management: http://[^:]+:(\\d+)/");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path log;

  private ProcessorProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts {@code backstop run} on the classes under test, with these BACKSTOP_ variables. */
  static ProcessorProcess start(Path config, Path folder, Map<String, String> environment) {
    Path log = folder.resolve("processor-" + System.nanoTime() + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.addAll(
        List.of(
            "-cp",
            Path.of("target/backstop/lib").toAbsolutePath() + "/*",
            "dev.backstop.cli.Main"));
    command.addAll(List.of("--config", config.toString(), "run"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("BACKSTOP_"));
    builder.environment().putAll(environment);
    try {
      return new ProcessorProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ProcessorProcess awaitReady() {
    await("processor ready; its log is " + log)
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError(
                    "the processor ended with " + process.exitValue() + ":\n" + output());
              }
              return status("/health/ready") == 200;
            });
    return this;
  }

  /** kill -9: no hook runs, nothing is flushed. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  int awaitEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the processor did not end:\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where its management port is. */
  String url() {
    Matcher port = PORT.matcher(output());
    assertThat(port.find()).isTrue();
    return "http://127.0.0.1:" + port.group(1);
  }

  int status(String path) {
    return get(path).map(HttpResponse::statusCode).orElse(0);
  }

  String body(String path) {
    return get(path).map(HttpResponse::body).orElse("");
  }

  @Override
  public void close() {
    process.destroy();
    awaitEnd();
  }

  private java.util.Optional<HttpResponse<String>> get(String path) {
    Matcher port = PORT.matcher(output());
    if (!port.find()) {
      return java.util.Optional.empty();
    }
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + path))
              .timeout(Duration.ofSeconds(5))
              .build();
      return java.util.Optional.of(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return java.util.Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return java.util.Optional.empty();
    }
  }
}
