package dev.backstop.bench;

import dev.backstop.bench.experiment.Effort;
import dev.backstop.bench.run.Variant;
import dev.backstop.rig.RigException;
import dev.backstop.sandbox.SandboxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code scripts/benchmark}. */
@Command(
    name = "benchmark",
    sortOptions = false,
    description = {
      "Measures Backstop beside other ways of answering the same requests.",
      "",
      "Starts a Kafka broker, a schema registry, Backstop and the others as processes of their own, gives each the same requests in turns, and tells rates, ratios, processor time, latency, memory and more. What counts are the ratios: all of it runs on one machine.",
      ""
    },
    footer = {
      "",
      "Experiments and mixes for --only: confident, secondary20, secondary100, review2 (mixes of one experiment), primaryDown, segments, interpreted, guards, models, latency, memory, scaling, startUp, pending.",
      "Variants: L a hand-written loop, T the same with Backstop's producer settings, S a pass-through topology, P a topology with a model call a record, B1 Backstop with one stream thread, B Backstop."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything was measured",
      "1:something failed, or with --judge: a bar was missed",
      "2:the command is wrong, or a tool is missing"
    })
public final class BenchmarkMain implements Callable<Integer> {

  private static final int FAILED = 1;

  @Option(
      names = "--quick",
      description = "The mixes and a little of the latency, in under three minutes.")
  private boolean quick;

  @Option(names = "--report", paramLabel = "FILE", description = "Write all figures as JSON.")
  private @Nullable Path report;

  @Option(
      names = "--only",
      paramLabel = "NAMES",
      split = ",",
      description = "Only these experiments or mixes, separated by commas.")
  private @Nullable List<String> only;

  @Option(
      names = "--variants",
      paramLabel = "NAMES",
      split = ",",
      description = "Only these variants in the mixes. Default: all, with --quick L,S,P,B.")
  private @Nullable Set<Variant> variants;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description = "Decides which applications are asked about. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds of the mixes. Default: 7, with --quick 3.")
  private @Nullable Integer rounds;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "Length of the memory run. Default: 5 million, with --quick 200,000.")
  private @Nullable Integer records;

  @Option(
      names = "--pending",
      paramLabel = "N",
      description = "Reviews that wait at once. Default: 1 million, with --quick 20,000.")
  private @Nullable Integer pending;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "Write a flight recording (JFR) of the first Backstop that is started.")
  private @Nullable Path profile;

  @Option(
      names = "--docs",
      paramLabel = "DIR",
      description =
          "Write the tables as Markdown and the charts as SVG here. Default for a full run with everything: topology-docs/performance; otherwise nothing is written.")
  private @Nullable Path docs;

  @Option(names = "--judge", description = "End with 1 if a bar was missed.")
  private boolean judge;

  @Spec private @Nullable CommandSpec spec;

  /** See {@code --help}. */
  public static void main(String[] arguments) {
    // Before the first logger: the console belongs to the benchmark's own words.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "dev/backstop/sandbox/logback.xml");
    }
    CommandLine line = new CommandLine(new BenchmarkMain());
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (!(failure instanceof RigException) && !(failure instanceof SandboxException)) {
            throw failure;
          }
          command.getErr().println("\nbenchmark: " + failure.getMessage());
          return FAILED;
        });
    System.exit(line.execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    check();
    Path root = Path.of(property("backstop.bench.root"));
    Benchmark benchmark =
        new Benchmark(
            root,
            Path.of(property("backstop.bench.directory")),
            effort(),
            seed,
            variants(),
            Plan.of(quick, Optional.ofNullable(only), this::wrong),
            Optional.ofNullable(profile),
            Boolean.getBoolean("backstop.bench.terminal"));
    boolean held = benchmark.run(commandLine(), Optional.ofNullable(report), docs(root));
    return judge && !held ? FAILED : CommandLine.ExitCode.OK;
  }

  private Set<Variant> variants() {
    if (variants != null) {
      return variants;
    }
    return quick
        ? EnumSet.of(Variant.L, Variant.S, Variant.P, Variant.B)
        : EnumSet.allOf(Variant.class);
  }

  private Optional<Path> docs(Path root) {
    boolean whole = !quick && only == null && variants().size() == Variant.values().length;
    return docs == null && whole
        ? Optional.of(root.resolve("topology-docs/performance"))
        : Optional.ofNullable(docs);
  }

  private Effort effort() {
    Effort effort = quick ? Effort.QUICK : Effort.FULL;
    if (rounds != null) {
      effort = effort.withRounds(rounds);
    }
    if (records != null) {
      effort = effort.withLongRecords(records);
    }
    return pending == null ? effort : effort.withPendingReviews(pending);
  }

  private String commandLine() {
    return "scripts/benchmark"
        + (quick ? " --quick" : "")
        + (only == null ? "" : " --only " + String.join(",", only))
        + " --seed "
        + seed;
  }

  /** What would otherwise fail only at the end, or never. */
  private void check() {
    if (below(rounds, 1) || below(records, 10_000) || below(pending, 100)) {
      throw wrong("--rounds must be 1 or more, --records 10000 or more, --pending 100 or more");
    }
    for (Path file : new Path[] {report, profile}) {
      if (file != null && (Files.isDirectory(file) || !writable(file))) {
        throw wrong(file + " cannot be written; give a file in a directory that can");
      }
    }
  }

  private static boolean below(@Nullable Integer given, int least) {
    return given != null && given < least;
  }

  private static boolean writable(@Nullable Path file) {
    Path directory = file == null ? null : file.toAbsolutePath().getParent();
    return directory != null && Files.isWritable(directory);
  }

  private ParameterException wrong(String why) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), why);
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new RigException("-D" + name + " is not set", "start it with scripts/benchmark");
    }
    return value;
  }
}
