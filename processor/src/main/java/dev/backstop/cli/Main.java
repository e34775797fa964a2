package dev.backstop.cli;

import dev.backstop.app.Wiring;
import java.time.Clock;
import picocli.CommandLine;

/** The executable {@code backstop}. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().setExecutionStrategy(Quiet::execute).execute(arguments));
  }

  /** All commands with their help, as the reference is written from them. */
  public static CommandLine commandLine() {
    return new BackstopCommand(
            Terminal.ofProcess(),
            Clock.systemUTC(),
            config -> new Wiring(config, System.out).run(),
            new LoadedModelCheck())
        .line();
  }
}
