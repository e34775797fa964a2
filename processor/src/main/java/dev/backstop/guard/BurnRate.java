package dev.backstop.guard;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Alerts on an objective such as "99.9 % of the requests in 30 days". A rule that could never fire,
 * because its factor times the error budget is 1 or more, is refused: nobody would miss it until it
 * was needed.
 *
 * @param objective share that is to be good, above 0 and below 1
 */
public record BurnRate(double objective, Duration period, List<BurnRule> rules) {

  public BurnRate {
    rules = List.copyOf(rules);
    Checks checks =
        new Checks("burn-rate alerts for " + objective)
            .that(objective > 0 && objective < 1, "objective", "above 0 and below 1", objective)
            .atLeast("period in ms", 1, period.toMillis());
    for (BurnRule rule : rules) {
      double ratio = rule.factor(period) * (1 - objective);
      checks.that(
          ratio < 1,
          "the share of errors at which the rule over " + rule.longWindow() + " fires",
          "below 1 (raise the objective or leave the rule out)",
          Math.rint(ratio * 1e6) / 1e6);
    }
    checks.throwIfAny();
  }

  /** The speed at which this share of errors uses up the budget. */
  public double burn(double errorShare) {
    return errorShare / (1 - objective);
  }

  /** Whether a rule fires on the shares of errors in its two windows. */
  public boolean fires(BurnRule rule, double longShare, double shortShare) {
    double factor = rule.factor(period);
    return burn(longShare) > factor && burn(shortShare) > factor;
  }

  /**
   * How long after a steady share of errors begins the first rule of this severity fires, if there
   * were none before and requests come evenly; empty if none does.
   */
  public Optional<Duration> timeTo(BurnRule.Severity severity, double errorShare) {
    Optional<Duration> first = Optional.empty();
    for (BurnRule rule : rules) {
      double part = rule.factor(period) * (1 - objective) / errorShare;
      if (rule.severity() == severity && part < 1) {
        Duration after = Duration.ofMillis(Math.round(part * rule.longWindow().toMillis()));
        first = first.filter(one -> one.compareTo(after) <= 0).or(() -> Optional.of(after));
      }
    }
    return first;
  }
}
