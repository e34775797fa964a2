package dev.backstop.guard;

/**
 * What a window of calls holds. Instances report theirs, and the owner of a model's breaker adds
 * them.
 *
 * @param calls all of them
 * @param failures of the calls
 * @param slow of the calls; a failed one is not slow
 * @param consecutive how many of the newest calls failed in a row, also those older than the window
 */
public record WindowCounts(long calls, long failures, long slow, long consecutive) {

  public static final WindowCounts NONE = new WindowCounts(0, 0, 0, 0);

  public WindowCounts {
    new Checks("window counts")
        .atLeast("failures", 0, failures)
        .atLeast("slow", 0, slow)
        .atLeast("consecutive", 0, consecutive)
        .that(calls >= failures + slow, "calls", "failures and slow or more", calls)
        .throwIfAny();
  }

  /**
   * The sum. How calls of different instances interleave is not known: the run of failures that is
   * certain is the shortest among the instances that called at all.
   */
  public WindowCounts plus(WindowCounts other) {
    if (calls == 0 || other.calls == 0) {
      return calls == 0 ? other : this;
    }
    return new WindowCounts(
        calls + other.calls,
        failures + other.failures,
        slow + other.slow,
        Math.min(consecutive, other.consecutive));
  }
}
