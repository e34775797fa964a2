package dev.backstop.cli;

/** What the process ends with. */
final class ExitCode {

  static final int OK = 0;

  /** The answer is no: a check failed, nothing was found, nobody answered in time. */
  static final int NO = 1;

  /** The command or the configuration is wrong. */
  static final int USAGE = 2;

  /** The broker or the registry cannot be reached. */
  static final int UNREACHABLE = 3;

  private ExitCode() {}
}
