package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.topics.Subject;
import dev.backstop.topics.SubjectRegistry;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code backstop schemas}. */
@Command(name = "schemas", description = "Schemas in the registry: checks and registers them.")
final class SchemasCommand {

  private SchemasCommand() {}

  static CommandLine line(BackstopCommand backstop, Terminal terminal) {
    return new CommandLine(new SchemasCommand())
        .addSubcommand(new CheckCommand(backstop, terminal))
        .addSubcommand(new RegisterCommand(backstop, terminal));
  }

  private static SubjectRegistry registry(BackstopCommand backstop) {
    return SubjectRegistry.of(backstop.config())
        .orElseThrow(
            () ->
                CommandException.usage(
                    "no schema registry is configured: set 'registry.url', or 'kafka.schema.registry.url' for Confluent's"));
  }

  private static CommandException refused(IOException e) {
    return CommandException.unreachable(
        "the schema registry did not do it ("
            + e.getClass().getSimpleName()
            + ": "
            + e.getMessage()
            + "); check 'registry.url' and the subject's compatibility rule",
        e);
  }

  /** {@code backstop schemas check}. */
  @Command(name = "check", description = "Shows which schemas are registered, and under which id.")
  record CheckCommand(BackstopCommand backstop, Terminal terminal) implements Callable<Integer> {

    @Override
    public Integer call() {
      SubjectRegistry registry = registry(backstop);
      List<Subject> subjects = Subject.inUse(backstop.config().topics().prefix());
      Table table = new Table("SUBJECT", "ID", "SCHEMA");
      boolean complete = true;
      try {
        for (Subject subject : subjects) {
          OptionalInt id = registry.find(subject);
          complete &= id.isPresent();
          table.row(
              subject.name(),
              id.isPresent() ? Integer.toString(id.getAsInt()) : "missing",
              subject.schema().getFullName());
        }
      } catch (IOException e) {
        throw refused(e);
      }
      terminal.say(table.lines());
      if (!complete) {
        terminal.say("mend it with: backstop schemas register");
      }
      return complete ? ExitCode.OK : ExitCode.NO;
    }
  }

  /** {@code backstop schemas register}. */
  @Command(
      name = "register",
      description = {
        "Registers the schemas of this release under their topics' subjects. One that is there",
        "already keeps its id. In production, do this before a new release is started: instances",
        "themselves register nothing unless registry.auto.register is on."
      })
  record RegisterCommand(BackstopCommand backstop, Terminal terminal) implements Callable<Integer> {

    @Override
    public Integer call() {
      SubjectRegistry registry = registry(backstop);
      try {
        for (Subject subject : Subject.inUse(backstop.config().topics().prefix())) {
          terminal.say(subject.name() + ": id " + registry.register(subject));
        }
      } catch (IOException e) {
        throw refused(e);
      }
      return ExitCode.OK;
    }
  }
}
