package dev.backstop.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DayReportTest {

  @Test
  void shouldWriteEachExerciseWithItsChecksAndFigures() throws Exception {
    // Given
    Exercise one =
        new Exercise(
            "primary-dies-throwing",
            "The next tier answers.",
            900,
            0,
            120L,
            null,
            Map.of("DURING", Map.of("secondary", 3)),
            List.of(new Exercise.Check("comes-back", false, "never")),
            Map.of("lateShare", .0025));
    GameDay.Outcome outcome =
        new GameDay.Outcome(List.of(one), 1_000, 0, List.of(), List.of("day-1 was decided twice"));
    // When
    JsonNode read = new ObjectMapper().readTree(DayReport.of(outcome, "Today.", 12.4));
    // Then
    assertThat(read.path("passed").asBoolean(true)).isFalse();
    assertThat(read.path("requests").asInt()).isEqualTo(1_000);
    assertThat(read.path("lost").asInt(-1)).isZero();
    assertThat(read.path("seconds").asInt()).isEqualTo(12);
    assertThat(read.path("trouble").get(0).asText()).isEqualTo("day-1 was decided twice");
    JsonNode told = read.path("exercises").get(0);
    assertThat(told.path("name").asText()).isEqualTo("primary-dies-throwing");
    assertThat(told.path("recoveredMillis").isNull()).isTrue();
    assertThat(told.path("figures").path("lateShare").asDouble()).isEqualTo(.0025);
    assertThat(told.path("decisions").path("DURING").path("secondary").asInt()).isEqualTo(3);
    assertThat(told.path("checks").get(0).path("held").asBoolean(true)).isFalse();
  }
}
