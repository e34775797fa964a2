package dev.backstop.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code backstop model}. */
@Command(
    name = "model",
    description = "Model packages, and the repository of their versions.",
    subcommands = {})
final class ModelCommand {

  /** Checks a model package as the processor would on loading it, and measures it. */
  @FunctionalInterface
  interface Check {

    Report of(Path directory);
  }

  /**
   * What came of it.
   *
   * @param findings what is wrong, each a sentence with its remedy
   * @param facts what the model is, how its golden rows came out, how fast it is
   */
  record Report(boolean passed, List<String> findings, List<String> facts) {}

  private ModelCommand() {}

  static CommandLine line(
      BackstopCommand backstop, Terminal terminal, InstantSource clock, Check check) {
    return new CommandLine(new ModelCommand())
        .addSubcommand(new CheckCommand(terminal, check))
        .addSubcommand(
            new ModelRepositoryCommands.PushCommand(
                backstop, terminal, clock, new LoadedModelProof()))
        .addSubcommand(new ModelRepositoryCommands.ListCommand(backstop, terminal))
        .addSubcommand(new ModelRepositoryCommands.VerifyCommand(backstop, terminal));
  }

  /** {@code backstop model check}. */
  @Command(
      name = "check",
      description = {
        "Loads model packages as the processor would, and says what is wrong with them:",
        "digests, contents, inputs, golden rows; and how fast they are."
      })
  static final class CheckCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Check check;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Directories of model packages.")
    private List<Path> directories = List.of();

    CheckCommand(Terminal terminal, Check check) {
      this.terminal = terminal;
      this.check = check;
    }

    @Override
    public Integer call() {
      boolean passed = true;
      for (Path directory : directories) {
        Report report = check.of(directory);
        terminal.say(directory + ": " + (report.passed() ? "passed" : "FAILED"));
        report.findings().forEach(finding -> terminal.say("  - " + finding));
        report.facts().forEach(fact -> terminal.say("  " + fact));
        passed &= report.passed();
      }
      return passed ? ExitCode.OK : ExitCode.NO;
    }
  }
}
