package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.cli.story.Words;
import dev.backstop.control.Controls;
import dev.backstop.control.Standing;
import dev.backstop.policy.PublishedPolicy;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code backstop status}. */
@Command(
    name = "status",
    description = {
      "Shows the policies in force, what operators have set, and who may answer now, from the topics.",
      "With --url, also what running instances say they work by."
    })
final class StatusCommand implements Callable<Integer> {

  private final BackstopCommand backstop;
  private final Terminal terminal;
  private final InstantSource clock;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The management port of an instance, such as http://127.0.0.1:8080; may be repeated.")
  private List<URI> urls = List.of();

  StatusCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    this.backstop = backstop;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Instant now = clock.instant();
    try (Session session = new Session(backstop.config(), terminal)) {
      KnownPolicies known = KnownPolicies.read(session, backstop.config());
      ControlShelf shelf = ControlShelf.read(session, backstop.config(), now);
      policies(known);
      tiers(known, shelf.inForce(known), now);
      controls(shelf, now);
    }
    if (urls.isEmpty()) {
      return ExitCode.OK;
    }
    terminal.say("");
    return InstanceStatus.tell(urls, terminal) ? ExitCode.OK : ExitCode.NO;
  }

  private void policies(KnownPolicies known) {
    if (known.byDomain().isEmpty()) {
      terminal.say("No policy is published, and the configuration names no file.");
      return;
    }
    Table table = new Table("DOMAIN", "POLICY", "IN FORCE SINCE", "BY", "WHY");
    known
        .byDomain()
        .forEach(
            (domain, found) -> {
              PublishedPolicy.Activation activation = found.activation();
              table.row(
                  domain,
                  found.policy().ref().toLineage(),
                  activation == null ? "from a file" : Words.time(activation.at()),
                  activation == null ? "" : activation.by(),
                  activation == null ? "" : activation.why());
            });
    terminal.say(table.lines());
  }

  private void tiers(KnownPolicies known, Controls controls, Instant now) {
    if (known.byDomain().isEmpty()) {
      return;
    }
    Table table = new Table("DOMAIN", "TIER", "KIND", "STANDS", "BECAUSE");
    known
        .byDomain()
        .forEach(
            (domain, found) -> {
              for (Standing tier : Standing.of(found.policy(), controls.forDomain(domain), now)) {
                String control = tier.control() == null ? "" : "control " + tier.control();
                table.row(
                    domain,
                    tier.tier(),
                    tier.kind().name(),
                    inWords(tier.state()),
                    tier.why() == null ? control : tier.why() + ", " + control);
              }
            });
    terminal.say("");
    terminal.say(table.lines());
  }

  private void controls(ControlShelf shelf, Instant now) {
    Table table = ControlCommand.table();
    List<ControlShelf.Entry> shown =
        shelf.entries().stream()
            .filter(entry -> List.of("in force", "refused").contains(entry.state(now)))
            .toList();
    shown.forEach(entry -> ControlCommand.row(table, entry, now));
    terminal.say("");
    if (shown.isEmpty()) {
      terminal.say("No switch is set: the policies apply as they are.");
    } else {
      terminal.say(table.lines());
    }
  }

  private static String inWords(Standing.State state) {
    return switch (state) {
      case ON -> "on";
      case OFF_IN_POLICY -> "off in the policy";
      case PASSED_BY -> "passed by";
      case FORCED -> "forced";
    };
  }
}
