package dev.backstop.cli;

import dev.backstop.app.Wiring;
import dev.backstop.config.BackstopConfig;
import java.time.Clock;
import picocli.CommandLine;

/** The executable {@code backstop}. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    // To build all commands takes longer than some of them; an instance has requests that wait.
    boolean running = arguments.length > 0 && arguments[0].equals(RunCommand.NAME);
    CommandLine line =
        running ? BackstopCommand.running(Terminal.ofProcess(), Main::run) : commandLine();
    System.exit(line.setExecutionStrategy(Quiet::execute).execute(arguments));
  }

  private static int run(BackstopConfig config) {
    return new Wiring(config, System.out).run();
  }

  /** All commands with their help, as the reference is written from them. */
  public static CommandLine commandLine() {
    return new BackstopCommand(
            Terminal.ofProcess(), Clock.systemUTC(), Main::run, new LoadedModelCheck())
        .line();
  }
}
