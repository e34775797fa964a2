package dev.backstop.docs;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Every command's own usage help. */
final class CliPage {

  private static final int WIDTH = 100;

  private CliPage() {}

  /** The page of a command line: its commands in their order, nested ones after their parent. */
  static Page page(CommandLine line) {
    Markdown text =
        Markdown.titled("Command line")
            .paragraph("What each command says of itself with `--help`.");
    add(text, line);
    return new Page("cli.md", "every command and option", text.toString());
  }

  private static void add(Markdown text, CommandLine line) {
    line.getCommandSpec().usageMessage().width(WIDTH);
    text.section(line.getCommandSpec().qualifiedName())
        .fenced("text", line.getUsageMessage(Ansi.OFF).replaceAll("[ \\t]+(?=\\n)", ""));
    line.getSubcommands().values().stream().distinct().forEach(command -> add(text, command));
  }
}
