package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.cli.story.Examples;
import dev.backstop.domain.Features;
import dev.backstop.domain.ReviewTask;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReviewDialogTest {

  private static final ReviewTask TASK =
      Examples.task("t", 5, 600, false, new Features(Map.of("age", 42L)));

  private final StringWriter out = new StringWriter();

  @Test
  void shouldTakeALabelAndAComment() {
    // When
    ReviewDialog.Choice choice = typed("good\n pays on time \n");

    // Then
    assertThat(choice).isEqualTo(new ReviewDialog.Answer("good", "pays on time"));
  }

  @Test
  void shouldAskAgainUntilTheAnswerIsOneOfTheTasks() {
    // When
    ReviewDialog.Choice choice = typed("maybe\nGOOD\nbad\n\n");

    // Then
    assertThat(choice).isEqualTo(new ReviewDialog.Answer("bad", null));
    assertThat(out.toString()).contains("That is none of: good, bad");
  }

  @Test
  void shouldTakeAQuestionMarkForCannotDecide() {
    // When
    ReviewDialog.Choice choice = typed("?\n\n");

    // Then
    assertThat(choice).isEqualTo(new ReviewDialog.Answer(null, null));
  }

  @Test
  void shouldSkipAndQuit() {
    // When
    ReviewDialog.Choice skip = typed("s\n");
    ReviewDialog.Choice quit = typed("q\n");

    // Then
    assertThat(skip).isEqualTo(new ReviewDialog.Skip());
    assertThat(quit).isEqualTo(new ReviewDialog.Quit());
  }

  @Test
  void shouldQuitAtTheEndOfTheInput() {
    // When
    ReviewDialog.Choice choice = typed("");

    // Then
    assertThat(choice).isEqualTo(new ReviewDialog.Quit());
  }

  @Test
  void shouldHideTheModelsAnswersOfABlindTaskInJsonToo() {
    // When
    String json = Json.text(Json.of(Examples.task("t", 5, 600, true, new Features(Map.of()))));

    // Then
    assertThat(json).contains("\"blind\" : true").doesNotContain("attempts", "onTimeout");
  }

  @Test
  void shouldEscapeInJsonWhatATerminalMustNotGet() {
    // When
    String json = Json.text(Map.of("a", "\u001b[2J\u202e\u009b"));

    // Then
    assertThat(json).contains("\\u001B[2J\\u202E\\u009B");
  }

  private ReviewDialog.Choice typed(String typed) {
    Terminal terminal = CommandLineRun.terminal(typed, out, new StringWriter());
    return new ReviewDialog(terminal).ask(TASK, Examples.T);
  }
}
