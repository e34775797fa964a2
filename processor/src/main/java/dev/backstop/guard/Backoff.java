package dev.backstop.guard;

/**
 * How long a breaker stays open: {@code firstOpen · 2^n}, at most {@code longestOpen}, and longer
 * by up to {@code jitter} of it. The jitter is a hash of who is guarded and how often it has
 * opened, so that every instance comes to the same time.
 */
final class Backoff {

  private Backoff() {}

  /**
   * In milliseconds.
   *
   * @param opens how often it opened in a row before, 0 or more
   */
  static long millis(BreakerTerms terms, Guarded guarded, int opens) {
    long most = terms.longestOpen().toMillis();
    // An exponent too large makes it infinite, which is more than the most.
    double base = Math.min((double) most, Math.scalb((double) terms.firstOpen().toMillis(), opens));
    return Math.round(base * (1 + terms.jitter() * unit(guarded.toString().hashCode(), opens)));
  }

  /** A number from 0 to below 1: the finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static double unit(int hash, int opens) {
    long mixed = (((long) hash << 32) | opens) + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    mixed ^= mixed >>> 31;
    return (mixed >>> 11) * 0x1p-53;
  }
}
