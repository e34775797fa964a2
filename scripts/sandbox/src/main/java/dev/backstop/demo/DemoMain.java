package dev.backstop.demo;

import dev.backstop.sandbox.SandboxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code scripts/demo}. */
@Command(
    name = "demo",
    sortOptions = false,
    description = {
      "Runs Backstop on this machine and checks its promises.",
      "",
      "Starts a Kafka broker, a schema registry and the real processor, sends the held-out credit applications as requests (with a share of malformed, incomplete and duplicated ones), lets a robot play the reviewers, and ends with how good the answers were and whether every promise held.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every promise held",
      "1:a promise was broken, or something failed; the logs are kept",
      "2:the command is wrong, or a tool is missing"
    })
public final class DemoMain implements Callable<Integer> {

  private static final int BROKEN = 1;

  @Option(
      names = "--keep",
      description = "Leave everything running afterwards, with instructions, until ctrl-C.")
  private boolean keep;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the summary as JSON.")
  private @Nullable Path report;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "60",
      description = "Records a second. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Send only the first N applications. Default: all 1336.")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description =
          "Decides which records are malformed, duplicated and so on, and what the robot gets wrong. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Spec private @Nullable CommandSpec spec;

  /** See {@code --help}. */
  public static void main(String[] arguments) {
    // Before the first logger: the console belongs to the demo's own words.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "dev/backstop/sandbox/logback.xml");
    }
    CommandLine line = new CommandLine(new DemoMain());
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (!(failure instanceof DemoException) && !(failure instanceof SandboxException)) {
            throw failure;
          }
          command.getErr().println("demo: " + failure.getMessage());
          return BROKEN;
        });
    System.exit(line.execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    check();
    Narrator narrator = new Narrator(System.out, System::nanoTime);
    Demo.Settings settings =
        new Demo.Settings(
            Path.of(property("backstop.demo.root")),
            Path.of(property("backstop.demo.directory")),
            rate,
            limit,
            seed,
            Boolean.getBoolean("backstop.demo.terminal"));
    Demo demo = new Demo(settings, System.out, narrator);
    Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "demo-stop"));
    try {
      boolean held = tell(demo.run(), narrator);
      if (keep) {
        narrator.plain(demo.instructions());
        new CountDownLatch(1).await();
      }
      narrator.say("Stopping everything");
      return held ? CommandLine.ExitCode.OK : BROKEN;
    } finally {
      demo.close();
    }
  }

  private boolean tell(Demo.Outcome outcome, Narrator narrator) {
    List<Promise> promises = outcome.promises();
    narrator.plain(FinalTable.of(outcome.summary(), promises));
    if (report != null) {
      Report.write(report, Report.of(outcome.summary(), promises, seed, outcome.seconds()));
    }
    long broken = promises.stream().filter(promise -> !promise.held()).count();
    narrator.plain(List.of(""));
    narrator.say(
        broken == 0
            ? "All " + promises.size() + " promises held"
            : broken + " of " + promises.size() + " promises were BROKEN");
    return broken == 0;
  }

  /** What would otherwise fail only at the end, or never. */
  private void check() {
    if (!(rate > 0) || limit <= 0) {
      throw wrong("--rate and --limit must be above 0");
    }
    if (report != null && (Files.isDirectory(report) || !writable(report))) {
      throw wrong("--report " + report + " cannot be written; give a file in a directory that can");
    }
  }

  private static boolean writable(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    return directory != null && Files.isWritable(directory);
  }

  private ParameterException wrong(String why) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), why);
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new DemoException("-D" + name + " is not set", "start it with scripts/demo");
    }
    return value;
  }
}
