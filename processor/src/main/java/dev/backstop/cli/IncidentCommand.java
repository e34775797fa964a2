package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.cli.story.Words;
import dev.backstop.incident.Factor;
import dev.backstop.incident.Incident;
import dev.backstop.incident.IncidentEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstop incident}. */
@Command(
    name = "incident",
    description = {
      "The times when a domain was degraded, answers were under suspicion or an alarm was raised: what it was, since when and why.",
      "They open and close by themselves."
    })
final class IncidentCommand {

  private IncidentCommand() {}

  static CommandLine line(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    return new CommandLine(new IncidentCommand())
        .addSubcommand(new ListCommand(backstop, terminal, clock))
        .addSubcommand(new ShowCommand(backstop, terminal, clock))
        .addSubcommand(new IncidentBundleCommand(backstop, terminal, clock));
  }

  /** {@code backstop incident list}. */
  @Command(
      name = "list",
      description = {
        "Shows the incidents there are, the newest first.",
        "Ends with 1 if there is none."
      })
  static final class ListCommand implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;
    private final InstantSource clock;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Those of this domain alone.")
    private @Nullable String domain;

    @Option(names = "--open", description = "Those alone that are open.")
    private boolean open;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
      this.backstop = backstop;
      this.terminal = terminal;
      this.clock = clock;
    }

    @Override
    public Integer call() {
      List<Incident> found;
      try (Session session = new Session(backstop.config(), terminal)) {
        found =
            Shelf.incidents(session, terminal).all().stream()
                .filter(incident -> domain == null || incident.domain().equals(domain))
                .filter(incident -> !open || incident.open())
                .toList();
      }
      if (json) {
        terminal.json(found);
      } else if (found.isEmpty()) {
        terminal.note("there is no such incident");
      } else {
        say(found, clock.instant());
      }
      return found.isEmpty() ? ExitCode.NO : ExitCode.OK;
    }

    private void say(List<Incident> found, Instant now) {
      Table table =
          new Table("INCIDENT", "DOMAIN", "STATE", "LEVEL", "GRAVEST", "OPENED", "LASTED", "WHAT");
      for (Incident incident : found) {
        table.row(
            incident.id(),
            incident.domain(),
            state(incident),
            incident.level().name(),
            incident.gravest().name(),
            Words.time(incident.openedAt()),
            Words.span(incident.lasted(now)),
            String.join(", ", incident.factors().stream().map(Factor::key).toList()));
      }
      terminal.say(table.lines());
    }
  }

  /** {@code backstop incident show}. */
  @Command(
      name = "show",
      description = {
        "Tells an incident from its record.",
        "Ends with 1 if there is none of that id."
      })
  static final class ShowCommand implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;
    private final InstantSource clock;

    @Parameters(paramLabel = "ID", description = "Its id, or how it begins.")
    private String id = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ShowCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
      this.backstop = backstop;
      this.terminal = terminal;
      this.clock = clock;
    }

    @Override
    public Integer call() {
      Incident incident;
      try (Session session = new Session(backstop.config(), terminal)) {
        incident = Shelf.incidents(session, terminal).named(id);
      }
      if (json) {
        terminal.json(incident);
      } else {
        tell(incident, clock.instant());
      }
      return ExitCode.OK;
    }

    private void tell(Incident incident, Instant now) {
      terminal.say(
          "Incident "
              + incident.id()
              + " of domain "
              + incident.domain()
              + ": "
              + state(incident)
              + ", at "
              + incident.level()
              + "; the gravest was "
              + incident.gravest()
              + "; it "
              + (incident.open() ? "has lasted " : "lasted ")
              + Words.span(incident.lasted(now))
              + '.');
      terminal.say("");
      incident.events().stream()
          .sorted(Comparator.comparing(IncidentEvent::at))
          .forEach(
              event ->
                  terminal.say(
                      Words.time(event.at())
                          + "  "
                          + event.what()
                          + (event.actor() == null ? "" : " (by " + event.actor() + ')')));
      if (incident.omitted() > 0) {
        terminal.say("... and " + incident.omitted() + " further events");
      }
      terminal.say("");
      terminal.say(
          incident.factors().isEmpty() ? "Nothing is away." : "Away, under suspicion or alarming:");
      incident.factors().forEach(factor -> terminal.say("- " + factor.what()));
    }
  }

  private static String state(Incident incident) {
    return incident.open() ? incident.recoveredAt() == null ? "open" : "settling" : "closed";
  }
}
