package dev.backstop.guard;

import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.QualityRules;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a breaker trips and what brings it back.
 *
 * @param minimumCalls of the window, below which its shares say nothing
 * @param failureRate share of failed calls from which on it trips
 * @param slowRate share of slow calls from which on it trips
 * @param consecutiveFailures in a row from which on it trips, however few calls there are
 * @param firstOpen how long it stays open the first time; twice as long each time after
 * @param longestOpen the most of that
 * @param jitter share by which an opening may be longer, so that instances and models do not probe
 *     all at once
 * @param mirrorShare share of the requests that may be mirrored to a model in SHADOW
 * @param ramp shares of the requests a model gets one after the other on its way back; the last is
 *     1
 * @param rampDwell the least time at each of them, so that the load can show
 * @param forgetAfter how long it must have been closed before earlier openings no longer make the
 *     next one longer
 * @param calls test on whether calls succeed in time
 * @param answers test on whether answers are right
 */
public record BreakerTerms(
    int minimumCalls,
    double failureRate,
    double slowRate,
    int consecutiveFailures,
    Duration firstOpen,
    Duration longestOpen,
    double jitter,
    double mirrorShare,
    List<Double> ramp,
    Duration rampDwell,
    Duration forgetAfter,
    ReturnTest calls,
    ReturnTest answers) {

  public static final BreakerTerms USUAL =
      new BreakerTerms(
          50,
          .20,
          .30,
          10,
          Duration.ofSeconds(30),
          Duration.ofMinutes(15),
          .20,
          .10,
          List.of(.01, .05, .25, .50, 1.0),
          Duration.ofSeconds(10),
          Duration.ofMinutes(15),
          ReturnTest.USUAL,
          ReturnTest.USUAL);

  /** The terms that a policy declares. How much an opening may be longer is nobody's to choose. */
  public static BreakerTerms of(BreakerRules rules) {
    ReturnTest calls = test(rules.returned());
    QualityRules quality = rules.quality();
    return new BreakerTerms(
        rules.minimumCalls(),
        rules.failureRate(),
        rules.slowRate(),
        rules.consecutiveFailures(),
        rules.firstOpen(),
        rules.longestOpen(),
        USUAL.jitter(),
        rules.mirrorShare(),
        rules.ramp(),
        rules.rampDwell(),
        rules.forgetAfter(),
        calls,
        quality == null ? calls : test(quality.returned()));
  }

  private static ReturnTest test(BreakerRules.Return rules) {
    return new ReturnTest(rules.sound(), rules.broken(), rules.pass(), rules.fail());
  }

  /** A count times a share in binary may be a hair above what it is in decimals. */
  private static final double HAIR = 1e-9;

  public BreakerTerms {
    ramp = List.copyOf(ramp);
    new Checks("breaker terms")
        .atLeast("minimumCalls", 1, minimumCalls)
        .share("failureRate", failureRate)
        .share("slowRate", slowRate)
        .atLeast("consecutiveFailures", 1, consecutiveFailures)
        .atLeast("firstOpen in ms", 1, firstOpen.toMillis())
        .atLeast("longestOpen in ms", firstOpen.toMillis(), longestOpen.toMillis())
        .that(jitter >= 0 && jitter <= 1, "jitter", "from 0 to 1", jitter)
        .share("mirrorShare", mirrorShare)
        .that(rises(ramp), "ramp", "shares above 0 that rise and end with 1", ramp)
        .atLeast("rampDwell in ms", 0, rampDwell.toMillis())
        .atLeast("forgetAfter in ms", 0, forgetAfter.toMillis())
        .throwIfAny();
  }

  /** The first reason to trip on these counts, or null. */
  public @Nullable TripReason trips(WindowCounts counts) {
    if (counts.calls() >= minimumCalls) {
      if (counts.failures() + HAIR >= failureRate * counts.calls()) {
        return TripReason.FAILURES;
      }
      if (counts.slow() + HAIR >= slowRate * counts.calls()) {
        return TripReason.SLOWNESS;
      }
    }
    return counts.consecutive() >= consecutiveFailures ? TripReason.CONSECUTIVE : null;
  }

  private static boolean rises(List<Double> ramp) {
    double before = 0;
    for (double share : ramp) {
      if (!(share > before)) {
        return false;
      }
      before = share;
    }
    return before == 1;
  }
}
