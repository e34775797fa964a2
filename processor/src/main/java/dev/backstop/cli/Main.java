package dev.backstop.cli;

import dev.backstop.app.Wiring;
import java.time.Clock;

/** The executable {@code backstop}. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    BackstopCommand backstop =
        new BackstopCommand(
            Terminal.ofProcess(),
            Clock.systemUTC(),
            config -> new Wiring(config, System.out).run(),
            new LoadedModelCheck());
    System.exit(backstop.line().setExecutionStrategy(Quiet::execute).execute(arguments));
  }
}
