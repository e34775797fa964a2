package dev.backstop.cli;

import dev.backstop.config.BackstopConfig;
import dev.backstop.config.ConfigLoader;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root: what all commands share. */
@Command(
    name = "backstop",
    description = {
      "Prediction requests get one accountable decision each, even when a model fails.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = BackstopCommand.Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it went well, or the answer is yes",
      "1:the answer is no: a check failed, nothing was found, or nobody answered in time",
      "2:the command or the configuration is wrong",
      "3:the broker or the schema registry cannot be reached ('run' tells that with all else that is wrong, and ends with 2)"
    })
final class BackstopCommand implements Runnable {

  private final Terminal terminal;
  private final CommandLine line;
  private @Nullable BackstopConfig loaded;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:BACKSTOP_CONFIG}",
      description =
          "The configuration file. Default: what the environment variable BACKSTOP_CONFIG names; else the environment alone.")
  private @Nullable Path configFile;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure, and what the clients log.")
  private boolean verbose;

  private BackstopCommand(Terminal terminal, RunCommand.Runner runner) {
    this.terminal = terminal;
    this.line = new CommandLine(this).addSubcommand(new RunCommand(this, runner));
  }

  /**
   * All commands.
   *
   * @param runner runs the stream processor and returns its exit code
   * @param check checks a model package
   */
  BackstopCommand(
      Terminal terminal, InstantSource clock, RunCommand.Runner runner, ModelCommand.Check check) {
    this(terminal, runner);
    line.addSubcommand(new ConfigCommand(this, terminal))
        .addSubcommand(TopicsCommand.line(this, terminal))
        .addSubcommand(SchemasCommand.line(this, terminal))
        .addSubcommand(PolicyCommand.line(this, terminal, clock))
        .addSubcommand(ControlCommand.line(this, terminal, clock))
        .addSubcommand(CanaryCommand.line(this, terminal))
        .addSubcommand(IncidentCommand.line(this, terminal, clock))
        .addSubcommand(PlaybookCommand.line(this, terminal, clock))
        .addSubcommand(DrillCommand.line(this, terminal, clock))
        .addSubcommand(new StatusCommand(this, terminal, clock))
        .addSubcommand(ModelCommand.line(this, terminal, clock, check))
        .addSubcommand(new RequestCommand(this, terminal, clock))
        .addSubcommand(new ReviewCommand(this, terminal, clock))
        .addSubcommand(new ExplainCommand(this, terminal, clock));
    settle();
  }

  /** The command {@code run} alone, which an instance starts sooner with. */
  static CommandLine running(Terminal terminal, RunCommand.Runner runner) {
    BackstopCommand command = new BackstopCommand(terminal, runner);
    command.settle();
    return command.line;
  }

  /** For the commands that there are by now: those that come later have settings of their own. */
  private void settle() {
    Failures failures = new Failures(this, terminal);
    line.setOut(terminal.out())
        .setErr(terminal.err())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures);
  }

  CommandLine line() {
    return line;
  }

  boolean verbose() {
    return verbose;
  }

  /** The configuration; read once, when a command needs it. */
  BackstopConfig config() {
    BackstopConfig config = loaded;
    if (config == null) {
      // An unset BACKSTOP_CONFIG arrives as an empty path.
      boolean named = configFile != null && !configFile.toString().isEmpty();
      config = ConfigLoader.load(named ? configFile : null);
      loaded = config;
    }
    return config;
  }

  /** The configuration, if a command has read it. */
  @Nullable BackstopConfig loaded() {
    return loaded;
  }

  /** Without a command: what there is. */
  @Override
  public void run() {
    line.usage(terminal.out());
  }

  /** The version, as the jar's manifest has it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = BackstopCommand.class.getPackage().getImplementationVersion();
      return new String[] {
        "backstop " + (version == null ? "(not from a jar: no version)" : version),
        "Java " + Runtime.version()
      };
    }
  }
}
