package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
