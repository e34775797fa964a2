package dev.backstop.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Keeps the clients' own warnings out of the answers of short commands: an unreachable broker is
 * told in one sentence, not once for every attempt. Runs before anything logs.
 */
final class Quiet {

  /** Read by logback.xml. */
  private static final String CLIENTS = "backstop.log.clients";

  private Quiet() {}

  static int execute(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    boolean runs = last.commandSpec().userObject() instanceof RunCommand;
    boolean verbose =
        parsed.commandSpec().userObject() instanceof BackstopCommand root && root.verbose();
    if (!runs && !verbose && System.getProperty(CLIENTS) == null) {
      System.setProperty(CLIENTS, "OFF");
    }
    return new CommandLine.RunLast().execute(parsed);
  }
}
