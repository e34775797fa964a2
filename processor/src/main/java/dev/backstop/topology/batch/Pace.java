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

  /** A call should take no more than this part of its budget. */
  private static final int PART = 4;

  private int rows = FIRST;

  int rows() {
    return rows;
  }

  /** Takes note of a call that was answered. */
  void answered(int asked, long nanos, Duration budget) {
    long allowed = budget.toNanos() / PART;
    if (nanos > allowed) {
      rows = Math.max(1, Math.min(asked, rows) / 2);
    } else if (asked >= rows && nanos < allowed / 2) {
      rows = Math.min(MOST, rows * 2);
    }
  }

  /** Takes note of a call that was not answered in time. */
  void timedOut() {
    rows = 1;
  }
}
