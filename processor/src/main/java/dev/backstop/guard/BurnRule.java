package dev.backstop.guard;

import java.time.Duration;
import java.util.List;

/**
 * An alert on the speed at which an error budget is used up, seen over two windows: the long one
 * says that it matters, the short one that it goes on (Site Reliability Workbook, chapter 5).
 *
 * @param budgetShare of the period's budget that is gone when the long window is full of it
 */
public record BurnRule(
    Severity severity, double budgetShare, Duration longWindow, Duration shortWindow) {

  /** Who is to be told. */
  public enum Severity {
    PAGE,
    TICKET
  }

  /** Over a period of 30 days, factors 14.4, 6, 3 and 1. */
  public static final List<BurnRule> USUAL =
      List.of(
          new BurnRule(Severity.PAGE, .02, Duration.ofHours(1), Duration.ofMinutes(5)),
          new BurnRule(Severity.PAGE, .05, Duration.ofHours(6), Duration.ofMinutes(30)),
          new BurnRule(Severity.TICKET, .10, Duration.ofDays(1), Duration.ofHours(2)),
          new BurnRule(Severity.TICKET, .10, Duration.ofDays(3), Duration.ofHours(6)));

  public BurnRule {
    new Checks("burn-rate rule")
        .share("budgetShare", budgetShare)
        .atLeast("shortWindow in ms", 1, shortWindow.toMillis())
        .that(
            longWindow.compareTo(shortWindow) > 0,
            "longWindow",
            "longer than shortWindow, " + shortWindow,
            longWindow)
        .throwIfAny();
  }

  /** The burn from which on it fires: 1 uses up the budget in just the period. */
  public double factor(Duration period) {
    return budgetShare * period.toMillis() / longWindow.toMillis();
  }
}
