package dev.backstop.docs.alerts;

import java.time.Duration;

/**
 * How fast an error budget is used up: 1 uses up just all of it in a period.
 *
 * <p>All durations are positive; shares are from 0 to 1. After "Alerting on SLOs" in Google's Site
 * Reliability Workbook.
 */
final class BurnRate {

  private BurnRate() {}

  /** The burn rate that uses up a share of the period's budget within a window. */
  static double factor(double budgetShare, Duration period, Duration window) {
    return budgetShare * period.toMillis() / window.toMillis();
  }

  /**
   * Whether an alert on that factor can ever fire: what is bad can be no more than all.
   *
   * @param errorBudget share that may be bad, 1 - objective
   */
  static boolean feasible(double factor, double errorBudget) {
    return factor * errorBudget < 1;
  }

  /**
   * How long a share of bad events must last, after none, until a window's burn rate is reached.
   */
  static Duration timeToAlert(double factor, double errorBudget, Duration window, double badShare) {
    return Duration.ofMillis(Math.round(factor * errorBudget * window.toMillis() / badShare));
  }
}
