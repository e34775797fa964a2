package dev.backstop.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxMainTest {
  private static final long PATIENCE_SECONDS = 90;

  @Test
  void shouldAnnounceItsAddressesAndTakeEverythingDownWithIt(@TempDir Path directory)
      throws Exception {
    Path ready = directory.resolve("ready.properties");
    Process sandbox = start(directory, "--ready-file", ready.toString());
    try {
      awaitExists(ready, sandbox);
      Properties addresses = load(ready);
      List<ProcessHandle> children = sandbox.children().toList();

      sandbox.destroy();

      assertThat(sandbox.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(addresses)
          .containsKeys("bootstrap.servers", "apicurio.registry.url", "schema.registry.url");
      assertThat(ready).doesNotExist();
      assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    } finally {
      sandbox.destroyForcibly();
    }
  }

  @Test
  void shouldNotLeaveARegistryBehindWhenKilled(@TempDir Path directory) throws Exception {
    Path ready = directory.resolve("ready.properties");
    Process sandbox =
        start(directory, "--ready-file", ready.toString(), "--directory", directory + "/state");
    try {
      awaitExists(ready, sandbox);
      List<ProcessHandle> children = sandbox.children().toList();

      sandbox.destroyForcibly();

      assertThat(children).isNotEmpty();
      for (ProcessHandle child : children) {
        assertThat(child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS).isAlive()).isFalse();
      }
    } finally {
      sandbox.destroyForcibly();
    }
  }

  private static Process start(Path directory, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path")));
    command.add(SandboxMain.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("sandbox.log").toFile())
        .start();
  }

  private static void awaitExists(Path file, Process process) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(file) && System.nanoTime() < deadline) {
      assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as("ended early").isFalse();
    }
  }

  private static Properties load(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    return properties;
  }
}
