package dev.backstop.cli;

import dev.backstop.cli.story.ReviewQueue;
import dev.backstop.cli.story.ReviewWords;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code backstop review}. */
@Command(
    name = "review",
    description = {
      "Shows the open review tasks one by one, the most urgent first, and takes their answers.",
      "With --answer it answers one task without asking."
    })
final class ReviewCommand implements Callable<Integer> {

  private static final String CANNOT_DECIDE = "CANNOT_DECIDE";

  private final BackstopCommand backstop;
  private final Terminal terminal;
  private final InstantSource clock;

  @Option(
      names = "--reviewer",
      paramLabel = "PSEUDONYM",
      description = "Who answers; a pseudonym, never a name or an address.")
  private @Nullable String reviewer;

  @Option(names = "--list", description = "Show the open tasks and stop.")
  private boolean list;

  @Option(
      names = "--answer",
      paramLabel = "LABEL",
      description = "Answer without asking: one of the task's labels, or " + CANNOT_DECIDE + ".")
  private @Nullable String answer;

  @Option(names = "--comment", description = "The remark that goes with --answer.")
  private @Nullable String comment;

  @Option(names = "--task", paramLabel = "ID", description = "This task instead of the next.")
  private @Nullable String task;

  @Option(names = "--request", paramLabel = "ID", description = "The task of this request.")
  private @Nullable String request;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "How long to wait for the decision; default ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ReviewCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    this.backstop = backstop;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    if (list) {
      try (Session session = new Session(backstop.config(), terminal)) {
        return show(chosen(session));
      }
    }
    if (reviewer == null || reviewer.isBlank()) {
      throw CommandException.usage(
          "--reviewer is missing: give the pseudonym under which you answer");
    }
    try (Session session = new Session(backstop.config(), terminal);
        // Before the tasks are read, so that an answer in between is not missed.
        Answers answers = Answers.from(session)) {
      List<ReviewTask> open = chosen(session);
      if (open.isEmpty()) {
        nothing();
        return task == null && request == null && answer == null ? ExitCode.OK : ExitCode.NO;
      }
      ReviewDesk desk =
          new ReviewDesk(session, answers, terminal, json, Duration.ofSeconds(seconds));
      return answer != null ? answerOne(desk, open.get(0), answer) : answerAll(desk, open);
    }
  }

  private List<ReviewTask> chosen(Session session) {
    ReviewReader reader = new ReviewReader(session);
    List<ReviewTask> undecided = reader.undecided();
    List<ReviewTask> own =
        list || reviewer == null ? undecided : reader.withoutAnswersOf(reviewer, undecided);
    return ReviewQueue.of(own, clock.instant()).stream()
        .filter(open -> task == null || task.equals(open.taskId()))
        .filter(open -> request == null || request.equals(open.requestId()))
        .toList();
  }

  private int show(List<ReviewTask> open) {
    if (json) {
      terminal.json(open.stream().map(Json::of).toList());
    } else if (open.isEmpty()) {
      nothing();
    } else {
      terminal.say(ReviewWords.table(open, clock.instant()));
    }
    return ExitCode.OK;
  }

  private void nothing() {
    if (task == null && request == null) {
      terminal.note("no review task is open");
      return;
    }
    terminal.note(
        "no open review task for "
            + (task != null ? "task " + task : "request " + request)
            + ": there is none, it was answered, or its time is over; 'backstop explain REQUEST_ID' tells which");
  }

  private int answerOne(ReviewDesk desk, ReviewTask open, String label) {
    boolean undecided = label.equals(CANNOT_DECIDE);
    if (!undecided && !open.labels().contains(label)) {
      throw CommandException.usage(
          "'"
              + label
              + "' is none of the task's answers: "
              + String.join(", ", open.labels())
              + ", "
              + CANNOT_DECIDE);
    }
    if (desk.answeredMeanwhile(open)) {
      return ExitCode.NO;
    }
    return desk.hand(open, verdict(open, undecided ? null : label, comment));
  }

  private int answerAll(ReviewDesk desk, List<ReviewTask> open) {
    ReviewDialog dialog = new ReviewDialog(terminal);
    int worst = ExitCode.OK;
    for (ReviewTask next : open) {
      Instant now = clock.instant();
      if (!now.isBefore(next.finishBy()) || desk.answeredMeanwhile(next)) {
        continue;
      }
      ReviewDialog.Choice choice = dialog.ask(next, now);
      if (choice instanceof ReviewDialog.Quit) {
        return worst;
      }
      if (choice instanceof ReviewDialog.Answer given && !desk.answeredMeanwhile(next)) {
        worst = Math.max(worst, desk.hand(next, verdict(next, given.label(), given.comment())));
      }
    }
    terminal.note("no further review task is open");
    return worst;
  }

  private Verdict verdict(ReviewTask open, @Nullable String label, @Nullable String remark) {
    return new Verdict(
        open.taskId(),
        open.requestId(),
        open.digest(),
        label,
        String.valueOf(reviewer),
        remark,
        clock.instant());
  }
}
