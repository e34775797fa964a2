package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.drill.SandboxExercise;
import dev.backstop.drill.Scenario;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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

  @Test
  void shouldNotDrillWithoutAKey() {
    // When
    CommandLineRun run = CommandLineRun.of("drill", "run", "outage", "--who", "olga");
    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--key");
  }
}
