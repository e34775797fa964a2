package dev.backstop.guard;

import dev.backstop.policy.QualityRules;
import java.util.List;

/**
 * What share of wrong answers is tolerable, and how sure one must be that it is exceeded.
 *
 * @param tolerable the largest share of wrong answers that is accepted, not the average; p0
 * @param multiples of {@code tolerable} that the detector looks for
 * @param alarm value of the detector from which on it alarms: without a change, an alarm comes
 *     after this many labels or more on average
 * @param recent newest labels whose share of errors must exceed {@code tolerable} for a SPIKE
 * @param lasting newest labels whose share must surely exceed it for DEGRADED
 * @param delta probability with which "surely" may be wrong
 */
public record RiskTerms(
    double tolerable, List<Double> multiples, double alarm, int recent, int lasting, double delta) {

  private static final List<Double> MULTIPLES = List.of(1.5, 2.0, 3.0, 5.0);

  public RiskTerms {
    multiples = List.copyOf(multiples);
    double most = multiples.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    double least = multiples.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    new Checks("risk terms")
        .that(tolerable > 0 && tolerable < 1, "tolerable", "above 0 and below 1", tolerable)
        .that(least > 1, "multiples", "above 1, and at least one", multiples)
        .that(
            tolerable * most < 1,
            "multiples",
            "so small that each times tolerable is below 1",
            multiples + " with tolerable " + tolerable)
        .that(alarm > 1, "alarm", "above 1", alarm)
        .atLeast("recent", 1, recent)
        .atLeast("lasting", recent, lasting)
        .that(delta > 0 && delta < 1, "delta", "above 0 and below 1", delta)
        .throwIfAny();
  }

  /**
   * The terms that a policy declares. Where much is tolerable, the detector looks for those changes
   * only that there can be.
   */
  public static RiskTerms of(QualityRules rules) {
    return new RiskTerms(
        rules.tolerable(),
        MULTIPLES.stream().filter(multiple -> multiple * rules.tolerable() < 1).toList(),
        rules.alarm(),
        rules.recent(),
        rules.lasting(),
        rules.doubt());
  }

  /** Alarm at 10⁴; 50 recent labels; 500 lasting ones at 1 %. */
  public static RiskTerms usual(double tolerable) {
    return new RiskTerms(tolerable, MULTIPLES, 1e4, 50, 500, .01);
  }
}
