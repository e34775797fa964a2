package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.drill.SandboxExercise;
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
      description = {
        "Shows what can be rehearsed: what goes wrong, and what should happen then.",
        "The last ones happen to all records, and are rehearsed by 'scripts/gameday' on a sandbox of its own."
      })
  static final class ListCommand implements Callable<Integer> {

    private static final String RUN = "backstop drill run";
    private static final String GAME_DAY = "scripts/gameday";

    private final Terminal terminal;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      if (json) {
        terminal.json(all().map(Row::told).toList());
        return ExitCode.OK;
      }
      Table table = new Table("SCENARIO", "WHAT GOES WRONG", "WHAT SHOULD HAPPEN", "WITH");
      all().forEach(row -> table.row(row.scenario(), row.wrong(), row.expected(), row.with()));
      terminal.say(table.lines());
      return ExitCode.OK;
    }

    private static Stream<Row> all() {
      return Stream.concat(
          Stream.of(Scenario.values())
              .map(one -> new Row(one.label(), one.wrong(), one.expected(), RUN)),
          Stream.of(SandboxExercise.values())
              .map(one -> new Row(one.label(), one.wrong(), one.expected(), GAME_DAY)));
    }

    /** A line of the list. */
    private record Row(String scenario, String wrong, String expected, String with) {
      Map<String, Object> told() {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("scenario", scenario);
        told.put("wrong", wrong);
        told.put("expected", expected);
        told.put("with", with);
        return told;
      }
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
