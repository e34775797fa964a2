package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The distribution's command line, in a process of its own as a user starts it. */
final class Command {

  private Command() {}

  /** Starts {@code backstop} with standard error beside standard output. */
  static Process start(Map<String, String> environment, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    all.addAll(List.of(Path.of("target/backstop/lib").toAbsolutePath() + "/*"));
    all.add("dev.backstop.cli.Main");
    all.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("BACKSTOP_"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs a command that must end well, and returns what it has printed. */
  static String run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(0, environment, List.of(arguments));
  }

  /** Runs a command that must end with that status, and returns what it has printed. */
  static String run(int status, Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    Process process = start(environment, arguments);
    String output = output(process);
    assertThat(process.waitFor()).as(output).isEqualTo(status);
    return output;
  }

  static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
