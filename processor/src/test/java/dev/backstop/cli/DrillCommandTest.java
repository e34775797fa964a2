package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.drill.SandboxExercise;
import dev.backstop.drill.Scenario;
import dev.backstop.signing.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillCommandTest {

  @Test
  void shouldListAllScenariosWithWhatShouldHappen() {
    // When
    CommandLineRun run = CommandLineRun.of("drill", "list");
    // Then
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(Stream.of(Scenario.values()).map(Scenario::label).toList())
        .contains("The call is given up after the budget");
  }

  @Test
  void shouldSayWhatElseIsRehearsedAndWithWhat() {
    // When
    CommandLineRun run = CommandLineRun.of("drill", "list");
    CommandLineRun json = CommandLineRun.of("drill", "list", "--json");
    // Then
    assertThat(run.out().lines().filter(line -> line.endsWith("scripts/gameday")))
        .hasSize(SandboxExercise.values().length)
        .anyMatch(line -> line.startsWith("registry-unavailable"))
        .anyMatch(line -> line.startsWith("broker-unavailable"));
    assertThat(run.out().lines().filter(line -> line.endsWith("backstop drill run")))
        .hasSize(Scenario.values().length);
    assertThat(json.out()).contains("\"with\" : \"scripts/gameday\"");
  }

  @Test
  void shouldKnowNoOtherScenario() {
    // When
    CommandLineRun run =
        CommandLineRun.of("drill", "run", "flood", "--who", "olga", "--key", "olga.key.pem");
    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'flood' is no scenario; 'backstop drill list' shows them");
  }

  /** Whoever drills at night finds in the morning what became of each. */
  @Test
  void shouldGoOnWithTheNextDrillWhereTheBrokerCannotBeReached(@TempDir Path folder)
      throws IOException {
    // Given
    Path config =
        Files.writeString(
            folder.resolve("backstop.yaml"),
            "kafka.bootstrap.servers: an-address-without-a-port\nregistry.url: http://127.0.0.1:1\n");
    // When
    CommandLineRun run =
        CommandLineRun.of(
            "drill",
            "schedule",
            "--config",
            config.toString(),
            "--scenario",
            "outage,hang",
            "--every",
            "1ms",
            "--times",
            "2",
            "--who",
            "olga",
            "--key",
            KeyFiles.generate("olga", folder).privateKey().toString());
    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("drill outage was not run: the broker's address", "drill hang was not run: the");
    assertThat(run.err()).doesNotContain("unexpectedly");
  }

  @Test
  void shouldScheduleNothingUnderANameThatNoMarkHolds() {
    // When
    CommandLineRun run =
        CommandLineRun.of(
            "drill",
            "schedule",
            "--every",
            "1ms",
            "--times",
            "2",
            "--who",
            "Olga S",
            "--key",
            "olga.key.pem");
    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--who must have 1 to 64 of A-Z a-z 0-9 . _ @ -");
  }

  @Test
  void shouldNotDrillWithoutAKey() {
    // When
    CommandLineRun run = CommandLineRun.of("drill", "run", "outage", "--who", "olga");
    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--key");
  }
}
