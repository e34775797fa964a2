package dev.backstop.guard;

/**
 * How many calls may be under way at once: additive increase, multiplicative decrease (Chiu and
 * Jain 1989). The limit grows by one for each limit's worth of calls that ended well while it was
 * in use, and falls to {@code backoff} of itself on a call that was too slow or failed.
 *
 * <p>Calls that began before the last fall do not make it fall again: they were let in under the
 * old limit.
 */
public final class AdaptiveLimit {

  private final int least;
  private final int most;
  private final double backoff;
  private double limit;
  private long fellAt = Long.MIN_VALUE;

  /**
   * @param first to begin with
   * @param backoff such as .9
   */
  public AdaptiveLimit(int least, int first, int most, double backoff) {
    new Checks("adaptive limit")
        .atLeast("least", 1, least)
        .atLeast("first", least, first)
        .atLeast("most", first, most)
        .that(backoff > 0 && backoff < 1, "backoff", "above 0 and below 1", backoff)
        .throwIfAny();
    this.least = least;
    this.most = most;
    this.backoff = backoff;
    this.limit = first;
  }

  public int limit() {
    return (int) limit;
  }

  public boolean admits(int underWay) {
    return underWay < limit();
  }

  /**
   * Takes note of a call that has ended.
   *
   * @param underWay how many there were when it began, itself included
   */
  public void ended(CallOutcome outcome, long beganAt, long at, int underWay) {
    if (outcome == CallOutcome.OK) {
      // A limit that is not in use has not been tested.
      if (2 * underWay >= limit()) {
        limit = Math.min(most, limit + 1 / limit);
      }
    } else if (beganAt >= fellAt) {
      limit = Math.max(least, limit * backoff);
      fellAt = at;
    }
  }
}
