package dev.backstop.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.drill.Scenario;
import org.junit.jupiter.api.Test;

class DrillOutputTest {

  private static final String JSON =
      """
      {
        "run" : "r", "sent" : 9, "lost" : 1, "detectedMillis" : 41, "recoveredMillis" : null,
        "decisions" : {"BEFORE" : {"primary" : 3}, "DURING" : {"secondary" : 2}},
        "checks" : [{"name" : "nothing-lost", "held" : false, "told" : "8 of 9 ended"}]
      }
      """;

  @Test
  void shouldReadWhatTheCommandHasFound() {
    // When
    Exercise read = DrillOutput.read(Scenario.OUTAGE, "r: 3 copies before the fault\n" + JSON);
    // Then
    assertThat(read.name()).isEqualTo("outage");
    assertThat(read.sent()).isEqualTo(9);
    assertThat(read.lost()).isEqualTo(1);
    assertThat(read.detectedMillis()).isEqualTo(41);
    assertThat(read.recoveredMillis()).isNull();
    assertThat(read.decisions("DURING", "secondary")).isEqualTo(2);
    assertThat(read.passed()).isFalse();
  }

  @Test
  void shouldReadJsonAlone() {
    assertThat(DrillOutput.read(Scenario.OUTAGE, JSON).sent()).isEqualTo(9);
  }

  @Test
  void shouldCallADrillThatWasNotRunFailed() {
    // When
    Exercise read = DrillOutput.read(Scenario.HANG, "ERROR  there is nothing to copy");
    // Then
    assertThat(read.passed()).isFalse();
    assertThat(read.checks().get(0).told()).contains("there is nothing to copy");
  }
}
