package dev.backstop.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DayPageTest {

  @Test
  void shouldShowWhatDidNotHoldAndBothCharts() {
    // When
    String page = DayPage.of(outcome(false, List.of()), "On a <fine> day.");
    // Then
    assertThat(page)
        .contains("On a &lt;fine&gt; day.", "1 of 2 exercises passed", "2 of 3 passed by")
        .contains("<tr class=\"no\"><td>nan</td><td>NO</td>")
        .contains("<td>closedMillis</td><td>98000</td>", "<td>lateShare</td><td>0.0025</td>");
    assertThat(page.split("<svg", -1)).hasSize(3);
    assertThat(page).doesNotContain("<?xml").doesNotContain("http://127");
  }

  @Test
  void shouldFailForALostRequestWhateverTheExercises() {
    assertThat(outcome(true, List.of()).passed()).isTrue();
    assertThat(outcome(true, List.of("r was decided twice")).passed()).isFalse();
    GameDay.Outcome lost = new GameDay.Outcome(List.of(), 9, 1, List.of(), List.of());
    assertThat(lost.passed()).isFalse();
  }

  private static GameDay.Outcome outcome(boolean second, List<String> trouble) {
    return new GameDay.Outcome(
        List.of(
            exercise("outage", true, 40L),
            exercise("nan", second, second ? Long.valueOf(9) : null)),
        100,
        0,
        List.of(new Ended(1, "FINAL", "primary", "", null, 0, 30_000_000)),
        trouble);
  }

  private static Exercise exercise(String name, boolean held, Long detected) {
    return new Exercise(
        name,
        "The next tier answers.",
        9,
        0,
        detected,
        12L,
        Map.of("DURING", Map.of("secondary", 3)),
        List.of(new Exercise.Check("noticed", held, held ? "all" : "2 of 3 passed by")),
        Map.of("lateShare", .0025, "closedMillis", 98_000.0));
  }
}
