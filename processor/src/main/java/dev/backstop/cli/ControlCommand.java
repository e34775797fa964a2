package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.cli.story.Words;
import dev.backstop.control.Control;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code backstop control}. */
@Command(
    name = "control",
    description = {
      "Operators' switches: what is wanted otherwise than the policy says, for a time.",
      "A running fleet takes one within seconds; when it expires, the policy applies again by itself."
    })
final class ControlCommand {

  private ControlCommand() {}

  static CommandLine line(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    return new CommandLine(new ControlCommand())
        .addSubcommand(new ControlChangeCommands.SetCommand(backstop, terminal, clock))
        .addSubcommand(new ControlChangeCommands.ClearCommand(backstop, terminal, clock))
        .addSubcommand(new ListCommand(backstop, terminal, clock));
  }

  /** The heads of {@link #row}'s columns. */
  static Table table() {
    return new Table("SWITCH", "STATE", "WANTED", "WHO", "WHY", "UNTIL", "LEFT", "ID");
  }

  static void row(Table table, ControlShelf.Entry entry, Instant now) {
    Control control = entry.control();
    String state = entry.state(now);
    if (control == null) {
      table.row(entry.key(), state, String.join("; ", entry.problems()), "", "", "", "", "");
      return;
    }
    Instant until = control.expiresAt();
    table.row(
        entry.key(),
        state,
        entry.problems().isEmpty() ? control.set().inWords() : String.join("; ", entry.problems()),
        control.who(),
        control.why(),
        until == null ? "" : Words.time(until),
        until == null || !state.equals("in force") ? "" : Words.span(Duration.between(now, until)),
        control.id());
  }

  /** {@code backstop control list}. */
  @Command(
      name = "list",
      description = "Shows the last record of each switch, and whether it has an effect.")
  record ListCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock)
      implements Callable<Integer> {

    @Override
    public Integer call() {
      Instant now = clock.instant();
      try (Session session = new Session(backstop.config(), terminal)) {
        ControlShelf shelf = ControlShelf.read(session, backstop.config(), now);
        if (shelf.entries().isEmpty()) {
          terminal.note("no switch was ever set");
          return ExitCode.OK;
        }
        Table table = table();
        shelf.entries().forEach(entry -> row(table, entry, now));
        terminal.say(table.lines());
        return ExitCode.OK;
      }
    }
  }
}
