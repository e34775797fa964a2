package dev.backstop.verify.run;

import dev.backstop.rig.RigException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Waits for something that can only be looked at. */
final class Wait {
  private static final Duration LOOK = Duration.ofMillis(40);

  /** A look. */
  @FunctionalInterface
  interface Look {
    boolean isSo() throws InterruptedException;
  }

  private Wait() {}

  /** Looks until it is so, or patience ends; whether it is so. */
  static boolean until(Duration patience, Look look) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!look.isSo()) {
      if (System.nanoTime() > end) {
        return false;
      }
      pass(LOOK);
    }
    return true;
  }

  /**
   * Looks until it is so.
   *
   * @throws RigException when patience ends before: what did not come, and what to do about it
   */
  static void must(Duration patience, Look look, String what, String remedy)
      throws InterruptedException {
    if (!until(patience, look)) {
      throw new RigException(what + " within " + patience.toSeconds() + " s", remedy);
    }
  }

  /** Lets time pass: a planned gap, which nothing ends early. */
  static void pass(Duration time) throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    Condition never = lock.newCondition();
    lock.lock();
    try {
      for (long left = time.toNanos(); left > 0; ) {
        left = never.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  static double seconds(long nanos) {
    return nanos / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
