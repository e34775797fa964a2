package dev.backstop.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.drill.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrillOutputTest {

  private static final String JSON =
      """
      {
        "run" : "r",
        "scenario" : "outage",
        "sent" : 9, "lost" : 1, "detectedMillis" : 41, "recoveredMillis" : null,
        "decisions" : {
          "BEFORE" : {"primary" : 3}, "DURING" : {"secondary" : 2}
        },
        "checks" : [ {
          "name" : "nothing-lost", "held" : false, "told" : "8 of 9 ended"
        } ]
      }
      """;

  @Test
  void shouldReadWhatTheCommandHasFoundOfEachDrill() {
    // Given
    String printed =
        "r: 3 copies before the fault\n"
            + JSON
            + "s: 3 copies before the fault\n"
            + JSON.replace("outage", "nan").replace("\"lost\" : 1", "\"lost\" : 0");
    // When
    List<Exercise> read = DrillOutput.read(List.of(Scenario.NAN, Scenario.OUTAGE), printed);
    // Then
    assertThat(read).extracting(Exercise::name).containsExactly("nan", "outage");
    assertThat(read).extracting(Exercise::lost).containsExactly(0, 1);
    Exercise outage = read.get(1);
    assertThat(outage.sent()).isEqualTo(9);
    assertThat(outage.detectedMillis()).isEqualTo(41);
    assertThat(outage.recoveredMillis()).isNull();
    assertThat(outage.decisions("DURING", "secondary")).isEqualTo(2);
    assertThat(outage.passed()).isFalse();
  }

  @Test
  void shouldCallADrillThatWasNotRunFailed() {
    // Given
    String printed = JSON + "drill hang was not run: there is nothing to copy\n";
    // When
    List<Exercise> read = DrillOutput.read(List.of(Scenario.OUTAGE, Scenario.HANG), printed);
    // Then
    assertThat(read.get(1).passed()).isFalse();
    assertThat(read.get(1).checks().get(0).told())
        .isEqualTo("drill hang was not run: there is nothing to copy");
  }

  @Test
  void shouldTellWhateverWasPrintedWhereNoDrillWasRun() {
    // When
    List<Exercise> read = DrillOutput.read(List.of(Scenario.HANG), "ERROR  no broker\n");
    // Then
    assertThat(read.get(0).passed()).isFalse();
    assertThat(read.get(0).checks().get(0).told()).isEqualTo("ERROR  no broker");
  }
}
