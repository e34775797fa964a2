package dev.backstop.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot go on, for a reason that its message tells the user in a sentence. */
final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  static CommandException no(String message) {
    return new CommandException(ExitCode.NO, message, null);
  }

  static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message, null);
  }

  static CommandException usage(String message, Throwable cause) {
    return new CommandException(ExitCode.USAGE, message, cause);
  }

  static CommandException unreachable(String message, Throwable cause) {
    return new CommandException(ExitCode.UNREACHABLE, message, cause);
  }

  int exitCode() {
    return exitCode;
  }
}
