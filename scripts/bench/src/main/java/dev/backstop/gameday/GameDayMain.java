package dev.backstop.gameday;

import dev.backstop.rig.RigException;
import dev.backstop.sandbox.SandboxException;
import dev.backstop.verify.run.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/gameday}. */
@Command(
    name = "gameday",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Rehearses everything that can fail, on the sandbox and while real requests are answered: all drills, then the registry and the broker away, then a primary model that dies for real requests on two instances.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every exercise passed, and no request was lost",
      "1:something did not hold, or failed; the logs are kept",
      "2:the command is wrong, or a tool is missing"
    })
public final class GameDayMain implements Callable<Integer> {

  private static final int BROKEN = 1;

  @Option(
      names = "--quick",
      description =
          "Few copies, short outages, and one death that is watched until the model returns: under four minutes. Else about ten.")
  private boolean quick;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Write what was found: as JSON if its name ends with .json, else as one page of HTML with charts.")
  private @Nullable Path report;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only these exercises; 'backstop drill list' shows them.")
  private List<String> only = List.of();

  @Spec private @Nullable CommandSpec spec;

  /** See {@code --help}. */
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new GameDayMain());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (!(failure instanceof RigException) && !(failure instanceof SandboxException)) {
            throw failure;
          }
          command.getErr().println("gameday: " + failure.getMessage());
          return BROKEN;
        });
    System.exit(line.execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    check();
    Instant began = Instant.now();
    Progress progress = new Progress(System.out);
    GameDay day =
        new GameDay(
            Path.of(property("backstop.gameday.root")),
            Path.of(property("backstop.gameday.directory")),
            progress::say);
    GameDay.Outcome outcome =
        day.run(quick ? GameDay.Extent.quick(only) : GameDay.Extent.whole(only));
    tell(outcome);
    progress.say(DayPage.verdict(outcome));
    if (report != null) {
      String when = when(began);
      boolean json = report.toString().endsWith(".json");
      Files.writeString(
          report,
          json ? DayReport.of(outcome, when, progress.seconds()) : DayPage.of(outcome, when));
      progress.say("the report is in " + report);
    }
    return outcome.passed() ? CommandLine.ExitCode.OK : BROKEN;
  }

  private void check() {
    List<String> unknown = only.stream().filter(name -> !GameDay.names().contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw wrong("--only: no exercise is called " + unknown + "; there are " + GameDay.names());
    }
    Path folder = report == null ? null : report.toAbsolutePath().getParent();
    if (report != null
        && (Files.isDirectory(report) || folder == null || !Files.isWritable(folder))) {
      throw wrong("--report " + report + " cannot be written; give a file in a directory that can");
    }
  }

  private CommandLine.ParameterException wrong(String what) {
    return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), what);
  }

  /** What did not hold; and all that was found where there is something to measure. */
  private static void tell(GameDay.Outcome outcome) {
    for (Exercise one : outcome.exercises()) {
      System.out.println((one.passed() ? "  passed  " : "  FAILED  ") + one.name());
      one.checks().stream()
          .filter(check -> !check.held() || !one.figures().isEmpty())
          .forEach(check -> System.out.println("          " + check.name() + ": " + check.told()));
    }
    outcome.trouble().stream().limit(10).forEach(one -> System.out.println("  trouble: " + one));
  }

  private String when(Instant began) {
    return began.truncatedTo(ChronoUnit.SECONDS)
        + ", "
        + (quick ? "quick, " : "")
        + "one processor, and two while the primary dies, on "
        + Runtime.getRuntime().availableProcessors()
        + " cores of the sandbox.";
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new RigException("-D" + name + " is not set", "start it with scripts/gameday");
    }
    return value;
  }
}
