package dev.backstop.guard;

/**
 * How so many calls have ended: what an instance reports, and what the window of a breaker's owner
 * holds.
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
}
