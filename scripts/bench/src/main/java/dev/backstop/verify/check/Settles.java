package dev.backstop.verify.check;

import java.util.List;

/** After the last fault all is decided. How soon is a matter of the machine, and judged apart. */
final class Settles {

  private Settles() {}

  static List<Violation> violations(Facts facts) {
    return Double.isNaN(facts.history().settleSeconds())
        ? List.of(new Violation(null, "after the last fault", "not everything was decided"))
        : List.of();
  }
}
