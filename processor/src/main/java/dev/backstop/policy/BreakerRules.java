package dev.backstop.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a policy's models are taken out of use, and what brings them back. What the words mean, the
 * guard says.
 *
 * @param enabled false: models are asked whatever becomes of their calls
 * @param minimumCalls below which the shares of ten seconds say nothing
 * @param failureRate share of failed calls from which on a model is not asked
 * @param slowRate share of slow calls from which on it is not
 * @param slowerThan an answer that took longer is slow; null: longer than its tier's budget
 * @param consecutiveFailures in a row from which on it is not
 * @param firstOpen how long it is not asked the first time; twice as long each time after
 * @param longestOpen the most of that
 * @param mirrorShare share of the requests that it is asked about without effect afterwards
 * @param ramp shares of the requests that it gets one after the other on its way back
 * @param rampDwell the least time at each of them
 * @param forgetAfter how long it must have answered for the next opening to be a first one
 * @param returned the test that its calls have to pass, in the shadow and at each share
 * @param quality when wrong answers take it out of use; null: they do not
 * @param drift what is done where its inputs have drifted
 */
public record BreakerRules(
    boolean enabled,
    int minimumCalls,
    double failureRate,
    double slowRate,
    @Nullable Duration slowerThan,
    int consecutiveFailures,
    Duration firstOpen,
    Duration longestOpen,
    double mirrorShare,
    List<Double> ramp,
    Duration rampDwell,
    Duration forgetAfter,
    Return returned,
    @Nullable QualityRules quality,
    DriftRules drift) {

  /**
   * The test by which a model comes back.
   *
   * @param sound share of errors of a model that should
   * @param broken share of errors of one that must not
   * @param pass evidence from which on it has passed
   * @param fail evidence below which it has failed
   */
  public record Return(double sound, double broken, double pass, double fail) {
    public static final Return USUAL = new Return(.02, .10, 100, 1e-4);

    /** By how many trials without an error it is passed: by no fewer ever. */
    public long fewest() {
      return (long) Math.ceil(Math.log(pass) / Math.log((1 - sound) / (1 - broken)));
    }
  }

  /** What holds where a policy says nothing. */
  public static final BreakerRules USUAL =
      new BreakerRules(
          true,
          50,
          .20,
          .30,
          null,
          10,
          Duration.ofSeconds(30),
          Duration.ofMinutes(15),
          .10,
          List.of(.01, .05, .25, .50, 1.0),
          Duration.ofSeconds(10),
          Duration.ofMinutes(15),
          Return.USUAL,
          null,
          DriftRules.USUAL);

  public BreakerRules {
    ramp = List.copyOf(ramp);
  }

  /** When wrong answers take a model out; null if nothing does. */
  public @Nullable QualityRules watched() {
    return enabled ? quality : null;
  }

  /** What is done where inputs have drifted; null if nothing is. */
  public @Nullable DriftRules drifting() {
    return enabled ? drift : null;
  }

  /** How long an answer of a tier with this budget may take and not be slow. */
  public Duration slowAfter(Duration budget) {
    return slowerThan == null ? budget : slowerThan;
  }
}
