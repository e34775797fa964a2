package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.cli.story.Words;
import dev.backstop.playbook.Run;
import dev.backstop.playbook.Step;
import dev.backstop.policy.Playbook;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstop playbook}. */
@Command(
    name = "playbook",
    description = {
      "What policies want done when something goes away, and what has been done.",
      "Playbooks stand in the policies, in 'playbooks'."
    })
final class PlaybookCommand {

  private PlaybookCommand() {}

  static CommandLine line(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    return new CommandLine(new PlaybookCommand())
        .addSubcommand(new ListCommand(backstop, terminal))
        .addSubcommand(new RunsCommand(backstop, terminal))
        .addSubcommand(new ShowCommand(backstop, terminal))
        .addSubcommand(new PlaybookApproveCommand(backstop, terminal, clock));
  }

  /** {@code backstop playbook list}. */
  @Command(
      name = "list",
      description = {
        "Shows the playbooks of the policies in force, and where their last run stands.",
        "Ends with 1 if there is none."
      })
  record ListCommand(BackstopCommand backstop, Terminal terminal) implements Callable<Integer> {

    @Override
    public Integer call() {
      Table table =
          new Table("DOMAIN", "PLAYBOOK", "WHEN", "ACTIONS", "APPROVAL", "OVER WITHIN", "LAST RUN");
      boolean any = false;
      try (Session session = new Session(backstop.config(), terminal)) {
        List<Run> runs = Shelf.runs(session, terminal).all();
        Map<String, KnownPolicies.Known> known =
            KnownPolicies.read(session, backstop.config()).byDomain();
        for (Map.Entry<String, KnownPolicies.Known> one : known.entrySet()) {
          for (Playbook playbook : one.getValue().policy().charter().playbooks()) {
            any = true;
            row(table, one.getKey(), playbook, runs);
          }
        }
      }
      if (!any) {
        terminal.note("no policy in force has a playbook");
        return ExitCode.NO;
      }
      terminal.say(table.lines());
      return ExitCode.OK;
    }

    private static void row(Table table, String domain, Playbook playbook, List<Run> runs) {
      Duration approval = playbook.approval();
      table.row(
          domain,
          playbook.name(),
          playbook.trigger().inWords(),
          playbook.actions().stream()
              .map(Playbook.Action::inWords)
              .collect(Collectors.joining(", ")),
          approval == null ? "none" : "within " + Words.span(approval),
          Words.span(playbook.within()),
          runs.stream()
              .filter(run -> run.domain().equals(domain))
              .filter(run -> run.playbook().equals(playbook.name()))
              .findFirst()
              .map(run -> run.state() + " " + run.id())
              .orElse("none"));
    }
  }

  /** {@code backstop playbook runs}. */
  @Command(
      name = "runs",
      description = {
        "Shows the runs there are, the newest first.",
        "Ends with 1 if there is none."
      })
  static final class RunsCommand implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Those of this domain alone.")
    private @Nullable String domain;

    @Option(names = "--open", description = "Those alone that go on.")
    private boolean open;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    RunsCommand(BackstopCommand backstop, Terminal terminal) {
      this.backstop = backstop;
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      List<Run> found;
      try (Session session = new Session(backstop.config(), terminal)) {
        found =
            Shelf.runs(session, terminal).all().stream()
                .filter(run -> domain == null || run.domain().equals(domain))
                .filter(run -> !open || !run.ended())
                .toList();
      }
      if (json) {
        terminal.json(found);
      } else if (found.isEmpty()) {
        terminal.note("there is no such run");
      } else {
        say(found);
      }
      return found.isEmpty() ? ExitCode.NO : ExitCode.OK;
    }

    private void say(List<Run> found) {
      Table table = new Table("RUN", "DOMAIN", "STATE", "CAUSE", "BEGAN", "ENDED", "OUTCOME");
      for (Run run : found) {
        table.row(
            run.id(),
            run.domain(),
            run.state().name(),
            run.cause(),
            Words.time(run.openedAt()),
            run.endedAt() == null ? "" : Words.time(run.endedAt()),
            run.outcome() == null ? "" : run.outcome());
      }
      terminal.say(table.lines());
    }
  }

  /** {@code backstop playbook show}. */
  @Command(
      name = "show",
      description = {"Tells a run step by step.", "Ends with 1 if there is none of that id."})
  static final class ShowCommand implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;

    @Parameters(paramLabel = "RUN", description = "Its id, or how it begins.")
    private String id = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ShowCommand(BackstopCommand backstop, Terminal terminal) {
      this.backstop = backstop;
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      Run run;
      try (Session session = new Session(backstop.config(), terminal)) {
        run = Shelf.runs(session, terminal).named(id);
      }
      if (json) {
        terminal.json(run);
      } else {
        tell(run);
      }
      return ExitCode.OK;
    }

    private void tell(Run run) {
      terminal.say(
          "Run " + run.id() + " of domain " + run.domain() + ", under " + run.policy().toLineage());
      terminal.say(Words.time(run.openedAt()) + "  it began: " + run.cause());
      for (Step step : run.steps()) {
        terminal.say(
            Words.time(step.at())
                + "  "
                + step.phase()
                + ": "
                + step.what()
                + " ["
                + step.outcome()
                + ']'
                + (step.evidence() == null ? "" : ", " + step.evidence()));
      }
      terminal.say(
          run.endedAt() == null
              ? "It is " + run.state() + "."
              : Words.time(run.endedAt()) + "  " + run.state() + ": " + run.outcome());
    }
  }
}
