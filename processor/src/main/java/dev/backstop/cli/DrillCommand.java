package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.drill.Scenario;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code backstop drill}. */
@Command(
    name = "drill",
    description = {
      "Rehearses what should happen when something fails, on a running fleet and on copies of requests.",
      "Nothing happens to real ones: a copy bears a signed mark, and its decision has the status DRILL."
    })
final class DrillCommand {

  private DrillCommand() {}

  static CommandLine line(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    return new CommandLine(new DrillCommand())
        .addSubcommand(new ListCommand(terminal))
        .addSubcommand(new DrillRunCommand(backstop, terminal, clock))
        .addSubcommand(new DrillScheduleCommand(backstop, terminal, clock))
        .addSubcommand(new DrillReportCommand(backstop, terminal, clock));
  }

  /** {@code backstop drill list}. */
  @Command(
      name = "list",
      description = "Shows what can be rehearsed: what goes wrong, and what should happen then.")
  static final class ListCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      if (json) {
        terminal.json(Stream.of(Scenario.values()).map(ListCommand::told).toList());
        return ExitCode.OK;
      }
      Table table = new Table("SCENARIO", "WHAT GOES WRONG", "WHAT SHOULD HAPPEN");
      for (Scenario scenario : Scenario.values()) {
        table.row(scenario.label(), scenario.wrong(), scenario.expected());
      }
      terminal.say(table.lines());
      return ExitCode.OK;
    }

    private static Map<String, Object> told(Scenario scenario) {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("scenario", scenario.label());
      told.put("wrong", scenario.wrong());
      told.put("expected", scenario.expected());
      return told;
    }
  }

  /** The scenarios by the names that people type. */
  static final class Names implements CommandLine.ITypeConverter<Scenario>, Iterable<String> {
    @Override
    public Scenario convert(String text) {
      return Scenario.named(text)
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      "'" + text + "' is no scenario; 'backstop drill list' shows them"));
    }

    @Override
    public Iterator<String> iterator() {
      return List.of(Scenario.values()).stream().map(Scenario::label).iterator();
    }
  }
}
