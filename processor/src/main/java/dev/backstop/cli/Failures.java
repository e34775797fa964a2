package dev.backstop.cli;

import dev.backstop.config.BackstopConfig;
import dev.backstop.registry.RegistryUnavailableException;
import dev.backstop.topics.ClusterUnavailableException;
import dev.backstop.yaml.InvalidDocumentException;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a failure tells the user: a sentence and an exit code; its stack trace only when asked for.
 */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

  private record Told(int exitCode, String sentence) {}

  private final BackstopCommand backstop;
  private final Terminal terminal;

  Failures(BackstopCommand backstop, Terminal terminal) {
    this.backstop = backstop;
    this.terminal = terminal;
  }

  @Override
  public int handleExecutionException(Exception thrown, CommandLine line, ParseResult parsed) {
    Told told = told(thrown, backstop.loaded());
    // A list of problems has lines of its own.
    told.sentence().lines().forEach(terminal::note);
    if (backstop.verbose()) {
      thrown.printStackTrace(terminal.err());
    }
    return told.exitCode();
  }

  @Override
  public int handleParseException(ParameterException thrown, String[] arguments) {
    CommandLine line = thrown.getCommandLine();
    String name = line.getCommandSpec().qualifiedName();
    terminal.note(name + ": " + thrown.getMessage());
    UnmatchedArgumentException.printSuggestions(thrown, terminal.err());
    terminal.note("'" + name + " --help' shows how it is used.");
    return ExitCode.USAGE;
  }

  /**
   * What happened, for a command that goes on after it.
   *
   * @param config null if there is none yet
   */
  static String sentence(Exception thrown, @Nullable BackstopConfig config) {
    return told(thrown, config).sentence();
  }

  private static Told told(Exception thrown, @Nullable BackstopConfig config) {
    if (thrown instanceof CommandException stop) {
      return new Told(stop.exitCode(), String.valueOf(stop.getMessage()));
    }
    if (thrown instanceof InvalidDocumentException) {
      return new Told(ExitCode.USAGE, String.valueOf(thrown.getMessage()));
    }
    if (thrown instanceof ClusterUnavailableException) {
      return new Told(ExitCode.UNREACHABLE, String.valueOf(thrown.getMessage()));
    }
    if (thrown instanceof RegistryUnavailableException) {
      return new Told(ExitCode.UNREACHABLE, Registry.unreachable(config, thrown.getCause()));
    }
    Optional<ClusterUnavailableException> unavailable =
        config != null && thrown instanceof KafkaException
            ? ClusterUnavailableException.of(
                thrown, String.valueOf(config.kafka().get("bootstrap.servers")))
            : Optional.empty();
    if (unavailable.isPresent()) {
      return new Told(ExitCode.UNREACHABLE, String.valueOf(unavailable.get().getMessage()));
    }
    if (thrown instanceof ConfigException) {
      return new Told(
          ExitCode.USAGE, "a setting under 'kafka.' cannot be used: " + thrown.getMessage());
    }
    return new Told(
        ExitCode.NO,
        "it failed unexpectedly: "
            + thrown.getClass().getSimpleName()
            + (thrown.getMessage() == null ? "" : ": " + thrown.getMessage())
            + "; --verbose shows the stack trace");
  }
}
