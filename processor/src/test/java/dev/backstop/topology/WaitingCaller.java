package dev.backstop.topology;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A thread that a test lets wait, such as for a model. */
public final class WaitingCaller {

  private WaitingCaller() {}

  /** Does something when the calling thread has been waiting for so long. */
  public static CompletableFuture<Void> whenWaited(Duration time, Runnable then) {
    Thread caller = Thread.currentThread();
    return CompletableFuture.runAsync(
        () -> {
          await()
              .pollInterval(Duration.ofMillis(5))
              .until(() -> caller.getState() == Thread.State.TIMED_WAITING);
          long from = System.nanoTime();
          await()
              .pollInterval(Duration.ofMillis(5))
              .until(() -> System.nanoTime() - from >= time.toNanos());
          then.run();
        });
  }
}
