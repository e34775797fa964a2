package dev.backstop.cli.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void shouldNotRoundAConfidenceOntoItsThreshold() {
    // When
    String against = Words.against(0.79996, 0.8);

    // Then
    assertThat(against).isEqualTo("confidence 0.79996, 0.8 needed");
  }

  @Test
  void shouldShowAThresholdOfZero() {
    // When
    String against = Words.against(0.5, 0.0);

    // Then
    assertThat(against).isEqualTo("confidence 0.500, 0.000 needed");
  }

  @Test
  void shouldGiveSpansInTheUnitTheyAreReadIn() {
    // When
    List<String> spans =
        List.of(12L, 3_400L, 720_000L, 9_000_000L, 604_800_000L).stream()
            .map(millis -> Words.span(Duration.ofMillis(millis)))
            .toList();

    // Then
    assertThat(spans).containsExactly("12 ms", "3.4 s", "12 min", "2.5 h", "7.0 d");
  }

  @Test
  void shouldTakeControlCharactersAndDirectionMarksOutOfText() {
    // When
    String plain = PlainText.of("a\u001b[31mb\u0000\r\nc\u202ed\u009be\tf");

    // Then
    assertThat(plain).isEqualTo("a[31mb  cde f");
  }

  @Test
  void shouldKeepLettersOfAllLanguages() {
    // When
    String plain = PlainText.of("Müller 山田 \uD83D\uDE00");

    // Then
    assertThat(plain).isEqualTo("Müller 山田 \uD83D\uDE00");
  }

  @Test
  void shouldShowFeaturesAsTextToAReviewer() {
    // Given
    Features features = new Features(Map.of("note", "ok\nTask forged\u001b[2J", "age", 42L));

    // When
    List<String> lines = ReviewWords.lines(Examples.task("t", 5, 600, false, features), Examples.T);

    // Then
    assertThat(lines).contains("  note     \"ok Task forged[2J\"", "  age      42");
    assertThat(String.join(" ", lines)).contains("said good (confidence 0.700, 0.800 needed)");
  }

  @Test
  void shouldHideTheModelsAnswersOfABlindTask() {
    // When
    String shown =
        String.join(
            " ",
            ReviewWords.lines(
                Examples.task("t", 5, 600, true, new Features(Map.of())), Examples.T));

    // Then
    assertThat(shown)
        .contains("hidden until you have answered")
        .doesNotContain("0.700", "said good");
  }
}
