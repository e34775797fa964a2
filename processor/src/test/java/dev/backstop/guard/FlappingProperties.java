package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * What a breaker does to models that are neither sound nor dead, over hours: as it runs, by the
 * reports of one to four instances.
 */
class FlappingProperties {

  private static final long HOUR = 3_600_000;

  /**
   * Bound, from the binomial distribution at each report: at 20 calls a second a model that fails 5
   * % trips with probability 3·10⁻⁴ at most while its window first fills, and 10⁻⁹ an hour after
   * that. To oscillate it would have to do so, return, and do so again: below 10⁻⁷ for each run.
   */
  @Property(tries = 20)
  void shouldNeverOscillateOnAModelThatFailsFivePercent(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int reporters) {
    // Given
    SimulatedTraffic traffic = new SimulatedTraffic(Closed.initial(0), reporters, 50, seed);
    // When
    traffic.run(4 * HOUR, failing(.05, seed));
    // Then
    assertThat(traffic.trips).isLessThanOrEqualTo(1);
  }

  /**
   * At 5 calls a second the window holds hardly more than the 50 calls it needs, the worst case.
   * Trips are then possible by chance, but each costs at least 80 s, and the next one more.
   */
  @Property(tries = 20)
  void shouldHardlyTripOnFivePercentEvenAtTheWorstRate(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int reporters) {
    // Given
    SimulatedTraffic traffic = new SimulatedTraffic(Closed.initial(0), reporters, 200, seed);
    // When
    traffic.run(4 * HOUR, failing(.05, seed));
    // Then
    assertThat(traffic.returns).isLessThanOrEqualTo(3);
  }

  /**
   * The model of an adversary: sound whenever it is tested, broken as soon as it is trusted. Waits
   * of 30 s · 2^n and five dwells of 10 s allow 7 returns in the first hour and 4 in any later one;
   * three hours, at most 15.
   */
  @Property(tries = 10)
  void shouldBoundHowOftenAnyModelWhateverComesBack(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int reporters) {
    // Given
    SimulatedTraffic traffic = new SimulatedTraffic(Closed.initial(0), reporters, 5, seed);
    Supplier<CallOutcome> adversary =
        () -> traffic.state() instanceof Closed ? CallOutcome.FAILED : CallOutcome.OK;
    // When
    traffic.run(HOUR, adversary);
    int first = traffic.returns;
    traffic.run(2 * HOUR, adversary);
    // Then: it does come back, or the bound would say nothing
    assertThat(first).isBetween(3, 7);
    assertThat(traffic.returns - first).isBetween(1, 8);
  }

  /**
   * A model that fails 30 % passes the return test once with probability at most 100^−4.19 = 4·10⁻⁹
   * (Wald: t = 4.19 solves .7·(.98/.90)^t + .3·.2^t = 1), and has to pass it six times to be
   * CLOSED.
   */
  @Property(tries = 20)
  void shouldNotLetAModelThatFailsThirtyPercentBack(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int reporters) {
    // Given
    SimulatedTraffic traffic = new SimulatedTraffic(Closed.initial(0), reporters, 10, seed);
    // When
    traffic.run(8 * HOUR, failing(.30, seed));
    // Then
    assertThat(traffic.trips).isEqualTo(1);
    assertThat(traffic.attempts).isGreaterThan(25);
    assertThat(traffic.passedShadow).isZero();
  }

  /**
   * By Ville's inequality 1 %; the test is nearly as sharp as that, so this would see it broken.
   */
  @Property(tries = 3)
  void shouldPassAModelOnTheBoundaryAtMostOnceInAHundredTrials(@ForAll long seed) {
    // Given
    int trials = 5_000;
    Random random = new Random(seed);
    int passed = 0;
    // When
    for (int i = 0; i < trials; i++) {
      Evidence evidence = Evidence.NONE;
      while (!ReturnTest.USUAL.failed(evidence) && !ReturnTest.USUAL.passed(evidence)) {
        evidence = evidence.plus(random.nextDouble() < .10 ? Evidence.BAD : Evidence.GOOD);
      }
      passed += ReturnTest.USUAL.passed(evidence) ? 1 : 0;
    }
    // Then: 5 standard errors of a share of .01
    assertThat(passed / (double) trials).isBetween(.003, .01 + 5 * Math.sqrt(.01 * .99 / trials));
  }

  /** The rule that is usual elsewhere, on the same model: it lets it back in 85 of 100 attempts. */
  @Property(tries = 3)
  void shouldBeNeededSinceTenProbesAtHalfLetThirtyPercentBack(@ForAll long seed) {
    // Given
    Random random = new Random(seed);
    int trials = 20_000;
    int closed = 0;
    // When
    for (int i = 0; i < trials; i++) {
      int failures = 0;
      for (int probe = 0; probe < 10; probe++) {
        failures += random.nextDouble() < .30 ? 1 : 0;
      }
      closed += failures < 5 ? 1 : 0;
    }
    // Then
    assertThat(closed / (double) trials).isBetween(.83, .87);
  }

  /** A sound model must come back, or refusing everything would pass all of the above. */
  @Property(tries = 10)
  void shouldLetASoundModelBackWithinMinutes(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int reporters) {
    // Given
    SimulatedTraffic traffic = new SimulatedTraffic(Closed.initial(0), reporters, 10, seed);
    traffic.run(2_001, () -> CallOutcome.FAILED);
    assertThat(traffic.trips).isEqualTo(1);
    // When
    traffic.run(HOUR / 2, failing(.01, seed));
    // Then
    assertThat(traffic.returns).isEqualTo(1);
    assertThat(traffic.state()).isInstanceOf(Closed.class);
  }

  private static Supplier<CallOutcome> failing(double share, long seed) {
    Random random = new Random(seed);
    return () -> random.nextDouble() < share ? CallOutcome.FAILED : CallOutcome.OK;
  }
}
