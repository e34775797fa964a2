package dev.backstop.demo;

import java.util.Random;

/**
 * How the robot behaves towards one task: decided by the seed and the request id alone, so that it
 * does not depend on the order in which tasks come.
 *
 * @param cannotDecide it hands the request to the policy's default
 * @param mistaken it gives the wrong label
 * @param repeats it sends its verdict twice
 * @param contradicted another reviewer says the opposite when the decision is out
 * @param late it answers a task it had no time for when the decision is out
 * @param delayMillis how long it thinks
 */
record Habit(
    boolean cannotDecide,
    boolean mistaken,
    boolean repeats,
    boolean contradicted,
    boolean late,
    long delayMillis) {
  static final double MISTAKES = 0.04;
  static final double CANNOT_DECIDE = 0.03;

  private static final double REPEATS = 0.06;
  private static final double CONTRADICTED = 0.06;
  private static final double LATE = 0.5;
  private static final long QUICKEST_MILLIS = 200;
  private static final long SPREAD_MILLIS = 500;
  private static final long SLOWEST_MILLIS = 3000;

  static Habit of(long seed, String requestId) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + requestId.hashCode());
    boolean cannotDecide = random.nextDouble() < CANNOT_DECIDE;
    return new Habit(
        cannotDecide,
        random.nextDouble() < MISTAKES && !cannotDecide,
        random.nextDouble() < REPEATS,
        random.nextDouble() < CONTRADICTED,
        random.nextDouble() < LATE,
        delay(random.nextDouble()));
  }

  /** Mostly quick, with a long tail. */
  private static long delay(double u) {
    long thinking = Math.round(-SPREAD_MILLIS * Math.log(1 - u));
    return Math.min(SLOWEST_MILLIS, QUICKEST_MILLIS + thinking);
  }
}
