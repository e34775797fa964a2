package dev.backstop.cli;

import dev.backstop.config.BackstopConfig;
import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.playbook.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstop playbook approve}. */
@Command(
    name = "approve",
    description = {
      "Lets a run act that waits for an operator. An approval is a control, and signed where they are."
    })
final class PlaybookApproveCommand implements Callable<Integer> {

  /** For a run that waits; it is used at once. */
  private static final Duration LASTS = Duration.ofHours(1);

  private final BackstopCommand backstop;
  private final Terminal terminal;
  private final InstantSource clock;

  @Parameters(paramLabel = "RUN", description = "The run's id, or how it begins.")
  private String id = "";

  @Option(names = "--who", required = true, paramLabel = "NAME", description = "Who approves.")
  private String who = "";

  @Option(names = "--why", required = true, paramLabel = "TEXT", description = "And why.")
  private String why = "";

  @Option(names = "--key", paramLabel = "FILE", description = "That person's secret key.")
  private @Nullable Path key;

  PlaybookApproveCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    this.backstop = backstop;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    BackstopConfig config = backstop.config();
    try (Session session = new Session(config, terminal)) {
      Run run = Shelf.runs(session, terminal).named(id);
      if (run.state() != Run.State.WAITING) {
        throw CommandException.no("run " + run.id() + " waits for nobody: it is " + run.state());
      }
      Instant now = clock.instant();
      Control approval =
          Control.of(run.domain(), new Switch.Approve(run.id()), who, why, now, now.plus(LASTS));
      return new ControlPublisher(session, terminal, config, key)
          .publish(approval, now, Duration.ofSeconds(10));
    }
  }
}
