package dev.backstop.verify;

import dev.backstop.rig.RigException;
import dev.backstop.sandbox.SandboxException;
import dev.backstop.verify.control.Control;
import dev.backstop.verify.fault.FaultKind;
import dev.backstop.verify.report.Findings;
import dev.backstop.verify.report.ReportFile;
import dev.backstop.verify.report.Summary;
import dev.backstop.verify.report.Table;
import dev.backstop.verify.run.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code scripts/verify}. */
@Command(
    name = "scripts/verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs Backstop's real processes under load, lets faults strike, and judges whether every",
      "invariant held. Ends with 0 only if all did and no instance ended by itself, and, with",
      "--full, each kind of fault met unfinished work, recovery kept under its bars and each",
      "negative control was found out by the invariants it is about."
    })
public final class VerifyMain implements Callable<Integer> {
  private static final int BROKEN = 1;

  /** How much is done. */
  static final class Extent {
    @Option(names = "--quick", required = true, description = "About two minutes.")
    boolean quick;

    @Option(
        names = "--full",
        required = true,
        description = "About ten minutes, negative controls included.")
    boolean full;
  }

  // Optional, so that subcommands do without; the main command asks for it.
  @ArgGroup(multiplicity = "0..1")
  private @Nullable Extent extent;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description =
          "Decides what is sent and which faults strike in which order. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "300",
      description = "Records a second. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the findings as JSON.")
  private @Nullable Path report;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write them as a table.")
  private @Nullable Path markdown;

  @Option(
      names = "--keep",
      description = "Keep state and logs; they are kept anyway if anything is broken.")
  private boolean keep;

  @Option(
      names = "--faults",
      paramLabel = "KIND",
      split = ",",
      description = "Only these kinds of faults, by their names in the report; to look into one.")
  private List<String> kinds = List.of();

  @Option(
      names = "--control",
      paramLabel = "NAME",
      description = "Only this negative control, and no main run; to look into one.")
  private @Nullable String control;

  @Spec private @Nullable CommandSpec spec;

  /** See {@code --help}. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new VerifyMain());
    line.addSubcommand("table", new TableCommand());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (!(failure instanceof RigException) && !(failure instanceof SandboxException)) {
            throw failure;
          }
          command.getErr().println("verify: " + failure.getMessage());
          return BROKEN;
        });
    return line;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (extent == null) {
      throw wrong("give --quick or --full");
    }
    if (rate <= 0) {
      throw wrong("--rate must be above 0");
    }
    writable("--report", report);
    writable("--markdown", markdown);
    boolean full = extent.full;
    Progress progress = new Progress(System.out);
    progress.say(
        "seed " + seed + (full ? ", full" : ", quick") + ", " + rate + " records a second");
    Verifier verifier =
        new Verifier(
            Path.of(property("backstop.verify.root")),
            Path.of(property("backstop.verify.directory")),
            progress);
    if (control != null) {
      Control one = Control.named(control).orElseThrow(() -> wrong("--control: there is none"));
      return verifier.controls(new Verifier.Order(seed, rate, full, faults(), List.of(one)))
          ? CommandLine.ExitCode.OK
          : BROKEN;
    }
    List<Control> controls = full ? List.of(Control.values()) : List.of();
    Findings findings = verifier.run(new Verifier.Order(seed, rate, full, faults(), controls));
    Summary.of(findings).forEach(System.out::println);
    if (report != null) {
      ReportFile.write(report, findings);
    }
    if (markdown != null) {
      Path file = Path.of(property("backstop.verify.directory")).resolve("report.json");
      ReportFile.write(file, findings);
      Table.write(markdown, List.of(ReportFile.read(file)));
    }
    if (keep) {
      System.out.println("state and logs are in " + property("backstop.verify.directory"));
    }
    return findings.good() ? CommandLine.ExitCode.OK : BROKEN;
  }

  private Set<FaultKind> faults() {
    if (kinds.isEmpty()) {
      return EnumSet.allOf(FaultKind.class);
    }
    Set<FaultKind> wanted = EnumSet.noneOf(FaultKind.class);
    for (String name : kinds) {
      wanted.add(
          Arrays.stream(FaultKind.values())
              .filter(kind -> kind.title().equals(name))
              .findFirst()
              .orElseThrow(() -> wrong("--faults: there is no kind " + name)));
    }
    return wanted;
  }

  private void writable(String option, @Nullable Path file) {
    Path directory = file == null ? null : file.toAbsolutePath().getParent();
    if (file != null
        && (Files.isDirectory(file) || directory == null || !Files.isWritable(directory))) {
      throw wrong(option + " " + file + " cannot be written; give a file in a directory that can");
    }
  }

  private CommandLine.ParameterException wrong(String why) {
    return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), why);
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new RigException("-D" + name + " is not set", "start it with scripts/verify");
    }
    return value;
  }

  /** {@code scripts/verify table}. */
  @Command(
      name = "table",
      mixinStandardHelpOptions = true,
      description = "Sums up several reports in one Markdown document, one row a seed.")
  static final class TableCommand implements Callable<Integer> {
    @Option(
        names = "--markdown",
        required = true,
        paramLabel = "FILE",
        description = "The document.")
    private @Nullable Path markdown;

    @Parameters(arity = "1..*", paramLabel = "REPORT", description = "Files of --report.")
    private List<Path> reports = List.of();

    @Override
    public Integer call() {
      Table.write(
          Objects.requireNonNull(markdown), reports.stream().map(ReportFile::read).toList());
      return CommandLine.ExitCode.OK;
    }
  }
}
