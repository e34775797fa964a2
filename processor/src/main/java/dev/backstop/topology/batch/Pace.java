package dev.backstop.topology.batch;

import java.time.Duration;

/**
 * How many rows one call may have, so that it ends well within its time budget however fast the
 * model is. It begins small, doubles while calls are quick, and halves when one is slow.
 */
final class Pace {

  /** Where it begins: few enough for a model that takes a good part of the budget for each row. */
  static final int FIRST = 8;

  /** More would gain nothing: a call's fixed cost is spread thin by then. */
  static final int MOST = 1024;

  /**
   * A call for one row is a single call to the model's guard, and one that hangs counts as such: a
   * row alone is left to the topology, which asks it once and not twice.
   */
  static final int LEAST = 2;

  /** A call should take no more than this part of its budget. */
  private static final int PART = 4;

  private int rows = FIRST;

  /** How many of so many rows the next call has, so that it never leaves one alone behind it. */
  int rows(int waiting) {
    return waiting - rows == 1 ? waiting : Math.min(waiting, rows);
  }

  /**
   * Whether a call of usual length still ends in what is left of the budget. One begun with less
   * would look like a hung model, however healthy it is.
   */
  static boolean fits(Duration left, Duration budget) {
    return left.compareTo(budget.dividedBy(PART)) >= 0;
  }

  /** How long a call may wait for its turn, so that as much is left as one should have. */
  static Duration spare(Duration left, Duration budget) {
    return left.minus(budget.dividedBy(PART));
  }

  /**
   * Takes note of a call that was answered.
   *
   * @param nanos how long it took itself: that it had to wait for its turn says nothing of the size
   *     it should have
   */
  void answered(int asked, long nanos, Duration budget) {
    long allowed = budget.toNanos() / PART;
    if (nanos > allowed) {
      rows = Math.max(LEAST, Math.min(asked, rows) / 2);
    } else if (asked >= rows && nanos < allowed / 2) {
      rows = Math.min(MOST, rows * 2);
    }
  }

  /** Takes note of a call that was not answered in time. */
  void timedOut() {
    rows = LEAST;
  }
}
