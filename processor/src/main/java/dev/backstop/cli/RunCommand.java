package dev.backstop.cli;

import dev.backstop.config.BackstopConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code backstop run}. */
@Command(name = RunCommand.NAME, description = "Runs the stream processor until SIGTERM or ctrl-C.")
final class RunCommand implements Callable<Integer> {

  static final String NAME = "run";

  /** Runs the stream processor and returns the exit code when it has stopped. */
  @FunctionalInterface
  interface Runner {
    int run(BackstopConfig config);
  }

  private final BackstopCommand backstop;
  private final Runner runner;

  RunCommand(BackstopCommand backstop, Runner runner) {
    this.backstop = backstop;
    this.runner = runner;
  }

  @Override
  public Integer call() {
    return runner.run(backstop.config());
  }
}
