package dev.backstop.docs.alerts;

import java.time.Duration;
import java.util.List;

/**
 * One condition of an alert: more than a factor over a long window, so that a spike does not count
 * for much, and over a short one too, so that the alert ends soon after the trouble does.
 *
 * @param budgetShare share of the period's error budget that is used up when it fires
 */
record Burn(Severity severity, double budgetShare, Duration longWindow, Duration shortWindow) {

  /** Who is told. */
  enum Severity {
    /** A person, now. */
    PAGE,
    /** A person, in working hours. */
    TICKET;

    String label() {
      return this == PAGE ? "page" : "ticket";
    }
  }

  /** For a period of 30 days the factors are 14.4, 6, 3 and 1. */
  static final List<Burn> ALL =
      List.of(
          new Burn(Severity.PAGE, .02, Duration.ofHours(1), Duration.ofMinutes(5)),
          new Burn(Severity.PAGE, .05, Duration.ofHours(6), Duration.ofMinutes(30)),
          new Burn(Severity.TICKET, .1, Duration.ofDays(1), Duration.ofHours(2)),
          new Burn(Severity.TICKET, .1, Duration.ofDays(3), Duration.ofHours(6)));

  double factor(Duration period) {
    return BurnRate.factor(budgetShare, period, longWindow);
  }

  static List<Burn> of(Severity severity) {
    return ALL.stream().filter(burn -> burn.severity == severity).toList();
  }
}
