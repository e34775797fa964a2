package dev.backstop.cli;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** One run of the command line with everything it printed. */
record CommandLineRun(int exitCode, String out, String err) {

  static final Instant NOW = Instant.parse("2026-01-31T08:30:00Z");

  static CommandLineRun of(String... arguments) {
    return with(config -> 0, arguments);
  }

  static CommandLineRun with(RunCommand.Runner runner, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    ModelCommand.Check check =
        directory ->
            new ModelCommand.Report(
                directory.toString().equals("good"), List.of("a finding"), List.of("a fact"));
    int exitCode =
        new BackstopCommand(terminal("", out, err), InstantSource.fixed(NOW), runner, check)
            .line()
            .execute(arguments);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }

  static Terminal terminal(String typed, StringWriter out, StringWriter err) {
    return new Terminal(
        new BufferedReader(new StringReader(typed)),
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        false);
  }
}
