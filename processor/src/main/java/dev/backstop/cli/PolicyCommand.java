package dev.backstop.cli;

import dev.backstop.config.PolicyReader;
import dev.backstop.policy.People;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.yaml.Problems;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code backstop policy}. */
@Command(
    name = "policy",
    description = {
      "Policies: checks them, publishes versions, and puts one of them in force.",
      "A running fleet takes a change within seconds; nothing is restarted."
    })
final class PolicyCommand {

  private PolicyCommand() {}

  static CommandLine line(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    return new CommandLine(new PolicyCommand())
        .addSubcommand(new PolicyFileCommands.LintCommand(terminal))
        .addSubcommand(new PolicyFileCommands.SchemaCommand(terminal))
        .addSubcommand(new PolicyFileCommands.TestCommand(terminal))
        .addSubcommand(new PolicyDiffCommand(backstop, terminal))
        .addSubcommand(new SimulateCommand(backstop, terminal, clock))
        .addSubcommand(new RecordCommand(backstop, terminal, clock))
        .addSubcommand(new PolicyKeygenCommand(terminal))
        .addSubcommand(new PolicyVersionCommands.PushCommand(backstop, terminal, clock))
        .addSubcommand(new PolicyVersionCommands.ApproveCommand(backstop, terminal))
        .addSubcommand(new PolicyChangeCommands.ActivateCommand(backstop, terminal, clock))
        .addSubcommand(new PolicyChangeCommands.RollbackCommand(backstop, terminal, clock))
        .addSubcommand(new PolicyVersionCommands.HistoryCommand(backstop, terminal))
        .addSubcommand(new PolicyVersionCommands.ShowCommand(backstop, terminal));
  }

  /** A version as it is called in sentences. */
  static String named(PublishedPolicy policy) {
    return policy.name() + '@' + policy.version() + '#' + policy.sha256().substring(0, 8);
  }

  /** Who may do what with it; anybody, where the document cannot be read. */
  static People people(PublishedPolicy policy) {
    return PolicyReader.parse(named(policy), policy.document(), new Problems())
        .map(read -> read.charter().people())
        .orElse(People.ANYBODY);
  }

  /**
   * Goes no further where there is a reason not to.
   *
   * @param why the reason, or null
   */
  static void refuse(@Nullable String why) {
    if (why != null) {
      throw CommandException.usage(why);
    }
  }
}
