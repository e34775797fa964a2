package dev.backstop.guard;

/**
 * Whether a distribution has collapsed: one bin holds nearly all, and used to hold far fewer. A
 * model that says "99 %" to everything still answers in time and raises no error; its confidence no
 * longer tells right from wrong.
 */
final class Collapse {

  /** A bin that holds this share holds nearly all. */
  static final double NEARLY_ALL = .9;

  /** By this factor the odds of the bin must have grown, where it held much from the start. */
  static final double FAR_MORE = 5;

  private Collapse() {}

  static boolean of(long[] expected, long[] actual) {
    long all = 0;
    long expectedAll = 0;
    int fullest = 0;
    for (int i = 0; i < actual.length; i++) {
      all += actual[i];
      expectedAll += expected[i];
      fullest = actual[i] > actual[fullest] ? i : fullest;
    }
    return all > 0
        && actual[fullest] >= NEARLY_ALL * all
        && odds(actual[fullest], all) >= FAR_MORE * odds(expected[fullest], expectedAll);
  }

  private static double odds(long count, long all) {
    return (count + .5) / (all - count + .5);
  }
}
