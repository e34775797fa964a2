package dev.backstop.verify.check;

import java.util.List;

/** After the last fault all is decided soon. */
final class Settles {
  static final double SECONDS = 30;

  private Settles() {}

  static List<Violation> violations(Facts facts) {
    double seconds = facts.history().settleSeconds();
    // Written so that "never" is a violation.
    if (seconds <= SECONDS) {
      return List.of();
    }
    return List.of(
        new Violation(
            null,
            "after the last fault",
            Double.isNaN(seconds)
                ? "not everything was decided"
                : "it took " + seconds + " s until everything was decided"));
  }
}
