package dev.backstop.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backstop.bench.figures.Bar;
import dev.backstop.bench.figures.PairedRatio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final PairedRatio RATIO =
      PairedRatio.of(List.of(0.8, 0.9, 0.7), List.of(1.0, 1.0, 1.0));

  @Test
  void shouldHaveEveryRatioWithItsRange() throws Exception {
    JsonNode ratio = json().path("ratioToReferenceLoop");

    assertThat(ratio.path("median").asDouble()).isEqualTo(0.8);
    assertThat(ratio.path("min").asDouble()).isEqualTo(0.7);
    assertThat(ratio.path("max").asDouble()).isEqualTo(0.9);
    assertThat(ratio.path("noisy").isBoolean()).isTrue();
  }

  @Test
  void shouldPutTheMixesOfSeveralExperimentsTogether() throws Exception {
    assertThat(json().path("mixes").properties().stream().map(Map.Entry::getKey))
        .containsExactly("confident", "primaryDown");
  }

  @Test
  void shouldSayWhereAndHowItWasMeasured() throws Exception {
    JsonNode json = json();

    assertThat(json.path("seed").asLong()).isEqualTo(7);
    assertThat(json.path("machine").path("cores").asInt()).isEqualTo(2);
    assertThat(json.path("bars").get(0).path("verdict").asText()).isEqualTo("HELD");
  }

  @Test
  void shouldWriteTablesBarsAndChartsAsAPage(@TempDir Path folder) throws Exception {
    // When
    Page.write(folder, report());

    // Then
    String page = Files.readString(folder.resolve("README.md"));
    assertThat(page)
        .contains("| B/L | at least 0.7 | 0.800 | held |")
        .contains("## Rates\n\n| mix | B |\n| --- | --- |\n| a \\| b | 10 |\n\nA note.")
        .contains("![A chart](rates.svg)");
    Path svg = folder.resolve("rates.svg");
    assertThat(rootOf(svg)).isEqualTo("svg");
  }

  @Test
  void shouldAlignATableOnATerminal() {
    Table table = new Table("T", List.of("a", "long"), List.of(List.of("wide", "x")), "");

    assertThat(TextTable.lines(table)).containsExactly("", "T", "  a     long", "  wide  x");
  }

  @Test
  void shouldRefuseATableOrChartThatDoesNotFit() {
    assertThatThrownBy(() -> new Table("T", List.of("a"), List.of(List.of("1", "2")), ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Chart("c", "C", "x", List.of("a"), Map.of("s", List.of(1.0, 2.0))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String rootOf(Path xml) throws Exception {
    DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
    // The document names a DTD, which lies on the web.
    parsers.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return parsers
        .newDocumentBuilder()
        .parse(Files.newInputStream(xml))
        .getDocumentElement()
        .getTagName();
  }

  private static JsonNode json() throws Exception {
    return new ObjectMapper().readTree(report().json());
  }

  private static Report report() {
    Chart chart =
        new Chart(
            "rates",
            "A chart",
            "1/s",
            List.of("x", "y"),
            Map.of("B", Arrays.asList(1.0, null), "L", List.of(2.0, 3.0)));
    Table table =
        new Table("Rates", List.of("mix", "B"), List.of(List.of("a | b", "10")), "A note.");
    Findings first =
        new Findings(
            Map.of("ratioToReferenceLoop", RATIO, "mixes", Map.of("confident", Map.of("x", 1))),
            List.of(table),
            List.of(Bar.atLeast("B/L", 0.7, RATIO)),
            List.of(chart));
    Findings second =
        new Findings(Map.of("mixes", Map.of("primaryDown", Map.of("x", 2))), List.of(), List.of());
    Machine machine = new Machine(2, "a processor", 8000, "Linux", "a JVM", "4.3.1");
    return new Report(machine, "scripts/benchmark --seed 7", 7, 120, List.of(first, second));
  }
}
