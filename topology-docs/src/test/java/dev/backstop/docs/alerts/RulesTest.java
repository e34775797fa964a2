package dev.backstop.docs.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What every alert must have, whether it was written by hand or generated. */
class RulesTest {

  private static final Path RUNBOOKS = Path.of("guides/runbooks.md");

  private final Monitoring monitoring = new Monitoring(Path.of("monitoring"));

  @Test
  void shouldSayHowBadItIsAndWhatItMeans() throws IOException {
    assertThat(alerts())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            alert -> {
              assertThat(alert.name()).startsWith("Backstop");
              assertThat(alert.labels().get("severity")).as(alert.name()).isIn("page", "ticket");
              assertThat(alert.annotations())
                  .as(alert.name())
                  .containsOnlyKeys("summary", "description", "runbook_url");
            });
    assertThat(alerts()).extracting(Rule::name).doesNotHaveDuplicates();
  }

  @Test
  void shouldLinkASectionOfTheRunbooks() throws IOException {
    Set<String> sections =
        Files.readAllLines(RUNBOOKS).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> Runbooks.url(line.substring(3).toLowerCase(Locale.ROOT)))
            .collect(Collectors.toSet());

    Set<String> linked =
        alerts().stream()
            .map(alert -> String.valueOf(alert.annotations().get("runbook_url")))
            .collect(Collectors.toSet());

    assertThat(linked)
        .as("each alert has its section, and each section its alert")
        .isEqualTo(sections);
  }

  @Test
  void shouldTellInEachRunbookWhatToLookAtAndDo() throws IOException {
    String text = Files.readString(RUNBOOKS);
    List<String> sections =
        List.of(text.split("(?m)^## ")).subList(1, text.split("(?m)^## ").length);

    assertThat(sections)
        .allSatisfy(
            section ->
                assertThat(section)
                    .contains("**Means**", "**Look at**", "**Do**", "**Over when**"));
  }

  @Test
  void shouldRecordEachSeriesThatIsRead() throws IOException {
    Set<String> recorded =
        monitoring.rules().stream()
            .flatMap(file -> file.rules().stream())
            .filter(rule -> !rule.alert())
            .map(Rule::name)
            .collect(Collectors.toSet());

    for (RuleFile file : monitoring.rules()) {
      assertThat(file.rules())
          .allSatisfy(
              rule ->
                  assertThat(Promql.recorded(rule.expression()))
                      .as(rule.name())
                      .isSubsetOf(recorded));
    }
    for (Dashboard dashboard : monitoring.dashboards()) {
      assertThat(dashboard.expressions())
          .allSatisfy(
              expression ->
                  assertThat(Promql.recorded(expression))
                      .as(dashboard.file())
                      .isSubsetOf(recorded));
    }
  }

  private List<Rule> alerts() throws IOException {
    return monitoring.rules().stream().flatMap(file -> file.alerts().stream()).toList();
  }
}
