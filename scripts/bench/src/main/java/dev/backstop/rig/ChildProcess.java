package dev.backstop.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A process started here, and ended at the latest when this JVM ends. Signals go to its id alone.
 *
 * <p>A JVM that is killed ends nothing: for whatever script started it, {@code -Dbackstop.rig.pids}
 * names a file that gets the id of every child.
 */
public final class ChildProcess implements AutoCloseable {
  /** A JVM that writes an archive of its classes at its end may need half of it. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final Process process;
  private final ProcessLog log;
  private final Thread hook;

  private ChildProcess(String name, Process process, ProcessLog log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.hook = new Thread(process::destroyForcibly, "rig-stop-" + name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a command.
   *
   * @param environment replaces the whole environment but what the system itself needs
   * @param log gets its output, behind what stands there already
   */
  public static ChildProcess start(
      String name, List<String> command, Map<String, String> environment, Path log) {
    ProcessLog part = ProcessLog.next(log);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("BACKSTOP_"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Process process = builder.start();
      tell(process.pid());
      return new ChildProcess(name, process, part);
    } catch (IOException e) {
      throw new RigException(
          name + " cannot be started (" + e.getMessage() + ")",
          "check that " + command.get(0) + " is a Java 17 or newer",
          e);
    }
  }

  private static void tell(long pid) throws IOException {
    String file = System.getProperty("backstop.rig.pids");
    if (file != null) {
      Files.writeString(
          Path.of(file), pid + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public ProcessStats stats() {
    return ProcessStats.of(process.pid());
  }

  /** What it has written since it was started. */
  public String output() {
    return log.text();
  }

  /** Waits for its end; whether it has come. Also paces a loop that watches a living process. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** How it ended, if it has. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /**
   * Waits for a good end.
   *
   * @throws RigException when it fails or takes too long
   */
  public void requireSuccess(Duration patience) throws InterruptedException {
    if (!awaitEnd(patience)) {
      throw failed("did not end within " + patience.toSeconds() + " s");
    }
    if (process.exitValue() != 0) {
      throw ended();
    }
  }

  /**
   * Checks that it still runs.
   *
   * @throws RigException when it does not
   */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw ended();
    }
  }

  private RigException ended() {
    return failed("ended with code " + process.exitValue());
  }

  /** What to throw when this process did something wrong. */
  public RigException failed(String what) {
    return new RigException(
        name + " " + what, "see " + log.file() + ", which ends with:\n" + log.end());
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    forget();
  }

  /** SIGSTOP: it stands still until {@link #resume()}. */
  public void pause() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() {
    signal("CONT");
  }

  /** SIGQUIT: a JVM writes what its threads do into its log, and goes on. */
  public void dumpThreads() {
    signal("QUIT");
  }

  private void signal(String signal) {
    requireAlive();
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
              .redirectErrorStream(true)
              .start();
      if (kill.waitFor() != 0) {
        throw failed("did not take SIG" + signal);
      }
    } catch (IOException e) {
      throw new RigException("there is no command 'kill'", "install procps", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** SIGTERM, and SIGKILL when it does not end in time. Idempotent. */
  @Override
  public void close() {
    if (process.isAlive()) {
      resume();
      process.destroy();
      try {
        if (awaitEnd(STOP_PATIENCE)) {
          forget();
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    kill();
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endingAnyway) {
      // The hook runs or has run: there is nothing to take back.
      return;
    }
  }
}
