package dev.backstop.bench.variant;

import dev.backstop.rig.ChildProcess;
import dev.backstop.rig.Jvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A variant in a JVM of its own. */
public final class VariantProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(50);

  private VariantProcess() {}

  public static ChildProcess start(VariantOptions options, List<String> jvm, Path log) {
    return ChildProcess.start(
        options.name(),
        Jvm.command(jvm, VariantMain.class.getName(), options.arguments()),
        Map.of(),
        log);
  }

  /**
   * Waits until it reads records.
   *
   * @throws dev.backstop.rig.RigException when it ends instead, or takes too long
   */
  public static void awaitReady(ChildProcess process) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (process.awaitEnd(LOOK)) {
        throw process.failed("ended while it started");
      }
      if (process.output().contains(VariantMain.READY)) {
        return;
      }
    }
    throw process.failed("was not ready within " + PATIENCE.toSeconds() + " s");
  }
}
