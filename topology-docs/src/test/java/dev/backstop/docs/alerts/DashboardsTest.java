package dev.backstop.docs.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardsTest {

  private static final Monitoring MONITORING = new Monitoring(Path.of("monitoring"));

  static List<Dashboard> dashboards() throws IOException {
    return MONITORING.dashboards();
  }

  @Test
  void shouldAnswerTheFiveQuestions() throws IOException {
    assertThat(dashboards())
        .extracting(dashboard -> dashboard.json().path("uid").asText())
        .containsExactly(
            "backstop-incidents",
            "backstop-models",
            "backstop-overview",
            "backstop-reviews",
            "backstop-tiers");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dashboards")
  void shouldBeFoundAgainUnderItsFileName(Dashboard dashboard) {
    JsonNode json = dashboard.json();

    assertThat(json.path("uid").asText() + ".json").isEqualTo(dashboard.file());
    assertThat(json.path("title").asText()).startsWith("Backstop / ");
    assertThat(json.path("description").asText()).isNotBlank();
    assertThat(json.has("id")).as("the number of one Grafana").isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dashboards")
  void shouldLetTheReaderChooseTheDataSource(Dashboard dashboard) {
    JsonNode first = dashboard.json().path("templating").path("list").path(0);

    assertThat(first.path("type").asText()).isEqualTo("datasource");
    assertThat(first.path("query").asText()).isEqualTo("prometheus");
    assertThat(dashboard.json().findValues("datasource"))
        .filteredOn(source -> source.path("type").asText().equals("prometheus"))
        .isNotEmpty()
        .allSatisfy(source -> assertThat(source.path("uid").asText()).isEqualTo("${datasource}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dashboards")
  void shouldExplainEachPanelAndItsUnit(Dashboard dashboard) {
    assertThat(dashboard.panels())
        .hasSizeBetween(4, 12)
        .allSatisfy(
            panel -> {
              String title = panel.path("title").asText();
              assertThat(title).isNotBlank();
              assertThat(panel.path("description").asText()).as(title).isNotBlank();
              assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
                  .as(title)
                  .isNotBlank();
              assertThat(panel.path("targets")).as(title).isNotEmpty();
            });
    assertThat(dashboard.panels())
        .extracting(panel -> panel.path("id").asInt())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dashboards")
  void shouldLayPanelsOutWithoutOverlap(Dashboard dashboard) {
    boolean[][] taken = new boolean[200][24];
    for (JsonNode panel : dashboard.json().path("panels")) {
      JsonNode place = panel.path("gridPos");
      for (int y = place.path("y").asInt();
          y < place.path("y").asInt() + place.path("h").asInt();
          y++) {
        for (int x = place.path("x").asInt();
            x < place.path("x").asInt() + place.path("w").asInt();
            x++) {
          assertThat(taken[y][x]).as(panel.path("title").asText()).isFalse();
          taken[y][x] = true;
        }
      }
    }
  }
}
