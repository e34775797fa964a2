package dev.backstop.verify.inject;

import java.time.Duration;

/**
 * The point at which this JVM is to halt, from its system properties.
 *
 * @param point its name; empty if there is none
 * @param after how many times the point is passed before, not counting the first seconds: until
 *     then it can be seen that the life before this one was recovered from
 */
record Arming(String point, int after) {
  static final String POINT = "backstop.verify.point";
  static final String AFTER = "backstop.verify.after";

  /** Told from any other end: a shell's exit statuses end at 127, signals' begin at 129. */
  static final int STATUS = 77;

  private static final long GRACE = Duration.ofMillis(2500).toNanos();

  static Arming read() {
    return new Arming(System.getProperty(POINT, ""), Integer.getInteger(AFTER, 0));
  }

  boolean at(String name) {
    return point.equals(name);
  }

  /** Whether passes count that far after the first. */
  static boolean counts(long firstNanos) {
    return System.nanoTime() - firstNanos > GRACE;
  }

  /** Ends the process without a word: no hook runs, nothing is flushed. */
  static void halt() {
    Runtime.getRuntime().halt(STATUS);
  }
}
