package dev.backstop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveTableTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final Summary summary = Summary.of(Examples.goodRun().evidence());

  @Test
  void shouldPrintALineEveryFewSecondsWhereNothingCanBeRedrawn() {
    // Given
    LiveTable table = new LiveTable(out, false);

    // When
    table.show(summary, 5, 0.2);
    table.show(summary, 5, 1.0);
    table.show(summary, 5, 3.3);
    table.finish(summary, 5, 3.5);

    // Then
    assertThat(text().lines()).hasSize(3).allMatch(line -> line.contains("sent 5/5  decided 3"));
    assertThat(text()).doesNotContain("\033");
  }

  @Test
  void shouldRedrawInPlaceOnATerminal() {
    // Given
    LiveTable table = new LiveTable(out, true);
    table.show(summary, 5, 0.2);
    bytes.reset();

    // When
    table.show(summary, 5, 0.4);

    // Then
    assertThat(text()).startsWith("\033[10A");
    assertThat(text().lines()).hasSize(10);
  }

  @Test
  void shouldTellTheTierMixAndTheReasons() {
    // Given
    Summary given = summary;

    // When
    List<String> lines = LiveTable.table(given, 5, 1.5);

    // Then
    assertThat(lines).anySatisfy(line -> assertThat(line).contains("primary").contains("33.3 %"));
    assertThat(lines).anySatisfy(line -> assertThat(line).contains("REVIEW_TIMEOUT"));
    assertThat(lines).anySatisfy(line -> assertThat(line).contains("p50 100 ms"));
    assertThat(lines).allMatch(line -> line.length() < 80);
  }

  @Test
  void shouldShowAFewFlawsOfABrokenPromise() {
    // Given
    Promise broken =
        new Promise("one-final", "what it means", List.of("1", "2", "3", "4", "5", "6", "7"));

    // When
    List<String> lines = FinalTable.of(summary, List.of(broken));

    // Then
    assertThat(lines).contains("  BROKEN  one-final", "          - 5", "          - and 2 more");
    assertThat(lines).doesNotContain("          - 6");
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
