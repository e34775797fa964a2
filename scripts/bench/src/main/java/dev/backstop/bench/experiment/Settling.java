package dev.backstop.bench.experiment;

import java.util.HashMap;
import java.util.Map;

/**
 * Whether everybody is warm: in the last round nobody was faster than ever before. Compilers and
 * caches settle at a speed that is the machine's, so a fixed number of rounds is too few on a slow
 * one.
 */
final class Settling {

  /** By so much a rate must beat all before it to show that its owner still becomes faster. */
  private static final double RISE = 1.1;

  private final Map<String, Double> best = new HashMap<>();
  private boolean settled;

  void nextRound() {
    settled = true;
  }

  void add(String name, double perSecond) {
    Double before = best.get(name);
    if (before == null || perSecond > RISE * before) {
      settled = false;
    }
    best.merge(name, perSecond, Math::max);
  }

  boolean settled() {
    return settled;
  }
}
