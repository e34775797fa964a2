package dev.backstop.cli;

import dev.backstop.cli.story.ReviewWords;
import dev.backstop.domain.ReviewTask;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Shows a task and asks for its answer. */
final class ReviewDialog {

  /** What the reviewer wants. */
  sealed interface Choice {}

  /**
   * An answer.
   *
   * @param label null for "cannot decide"
   */
  record Answer(@Nullable String label, @Nullable String comment) implements Choice {}

  /** The next task, please. */
  record Skip() implements Choice {}

  /** Enough. */
  record Quit() implements Choice {}

  private final Terminal terminal;

  ReviewDialog(Terminal terminal) {
    this.terminal = terminal;
  }

  Choice ask(ReviewTask task, Instant now) {
    terminal.say("");
    terminal.say(ReviewWords.lines(task, now));
    terminal.say("");
    String labels = String.join(", ", task.labels());
    while (true) {
      String typed = terminal.ask("Your answer (" + labels + "; ? cannot decide, s skip, q quit):");
      if (typed == null) {
        return new Quit();
      }
      String word = typed.strip();
      // Labels first: one of them may be called s or q.
      if (task.labels().contains(word)) {
        return new Answer(word, comment());
      }
      switch (word) {
        case "?" -> {
          return new Answer(null, comment());
        }
        case "s" -> {
          return new Skip();
        }
        case "q" -> {
          return new Quit();
        }
        default -> terminal.say("That is none of: " + labels + ", ?, s, q.");
      }
    }
  }

  private @Nullable String comment() {
    String typed = terminal.ask("Comment (empty for none):");
    return typed == null || typed.isBlank() ? null : typed.strip();
  }
}
