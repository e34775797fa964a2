package dev.backstop.gameday;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time of a day, and how it is let pass. */
interface Ticks {

  /** How often something is looked at that is waited for. */
  Duration LOOK = Duration.ofMillis(20);

  /** A look at something that is waited for. */
  @FunctionalInterface
  interface Look {
    boolean isSo() throws InterruptedException;
  }

  /** As {@link System#nanoTime()}. */
  long nanos();

  void pause(Duration span) throws InterruptedException;

  /** Looks until it is so, or patience ends; whether it is so. */
  default boolean until(Duration patience, Look look) throws InterruptedException {
    return until(patience, LOOK, look);
  }

  /** The same, looking only every so often. */
  default boolean until(Duration patience, Duration every, Look look) throws InterruptedException {
    long end = nanos() + patience.toNanos();
    while (!look.isSo()) {
      if (nanos() >= end) {
        return false;
      }
      pause(every);
    }
    return true;
  }

  /** The machine's own. */
  static Ticks ofMachine() {
    return new Ticks() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public void pause(Duration span) throws InterruptedException {
        // Nobody counts it down.
        boolean unused = new CountDownLatch(1).await(span.toNanos(), TimeUnit.NANOSECONDS);
      }
    };
  }
}
