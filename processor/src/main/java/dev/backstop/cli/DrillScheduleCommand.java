package dev.backstop.cli;

import dev.backstop.drill.DrillReport;
import dev.backstop.drill.Scenario;
import dev.backstop.topics.ClusterUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backstop drill schedule}. */
@Command(
    name = "schedule",
    description = {
      "Runs drills again and again, one after the other, until it is stopped or has run --times of them.",
      "A drill that fails or cannot be run is told, and the next one follows. Ends with 1 if any has."
    })
final class DrillScheduleCommand implements Callable<Integer> {

  private final BackstopCommand backstop;
  private final Terminal terminal;
  private final InstantSource clock;

  @Mixin private DrillRunCommand.Wanted wanted = new DrillRunCommand.Wanted();

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      split = ",",
      converter = DrillCommand.Names.class,
      description = "What is rehearsed, in turn; default: all there is.")
  private List<Scenario> scenarios = List.of(Scenario.values());

  @Option(
      names = "--every",
      paramLabel = "SPAN",
      required = true,
      converter = Span.class,
      description = "From the begin of one drill to that of the next, such as 2h.")
  private Duration every = Duration.ZERO;

  @Option(
      names = "--times",
      paramLabel = "N",
      description = "How many drills are run; default: without end.")
  private int times = Integer.MAX_VALUE;

  @Option(names = "--json", description = "Print what was found of each drill as JSON.")
  private boolean json;

  DrillScheduleCommand(BackstopCommand backstop, Terminal terminal, InstantSource clock) {
    this.backstop = backstop;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    if (every.isZero() || times < 1) {
      throw CommandException.usage("--every must be longer than nothing, and --times 1 or more");
    }
    wanted.check();
    boolean good = true;
    for (int run = 0; run < times; run++) {
      long began = System.nanoTime();
      good &= run(scenarios.get(run % scenarios.size()));
      if (run + 1 < times && !pause(every.minusNanos(System.nanoTime() - began))) {
        break;
      }
    }
    return good ? ExitCode.OK : ExitCode.NO;
  }

  private boolean run(Scenario scenario) {
    try {
      DrillReport report =
          DrillRunCommand.run(backstop.config(), terminal, clock, scenario, wanted);
      if (json) {
        terminal.json(DrillWords.json(report));
      } else {
        terminal.say(DrillWords.sentence(report) + "; run " + report.run());
      }
      return report.passed();
    } catch (CommandException | ClusterUnavailableException | KafkaException e) {
      // What cannot be reached now may be there for the next one.
      terminal.say(
          "drill " + scenario.label() + " was not run: " + Failures.sentence(e, backstop.loaded()));
      return false;
    }
  }

  /** Waits; false if it was told to end. */
  private static boolean pause(Duration left) {
    try {
      // Nobody counts it down: only an interrupt ends the wait early.
      boolean unused =
          new CountDownLatch(1).await(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
