package dev.backstop.guard;

import static dev.backstop.guard.CallOutcome.FAILED;
import static dev.backstop.guard.CallOutcome.OK;
import static dev.backstop.guard.CallOutcome.SLOW;
import static dev.backstop.guard.CallSource.LIVE;
import static dev.backstop.guard.CallSource.MIRROR;
import static dev.backstop.guard.CallSource.PROBE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.guard.BreakerState.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private static final BreakerTerms TERMS = BreakerTerms.USUAL;
  private static final BreakerMachine MACHINE =
      new BreakerMachine(TERMS, new Guarded("credit@3", null));

  private final CallByCall breaker = new CallByCall(MACHINE, Closed.initial(0));
  private long now;

  @Test
  void shouldTripOnOneCallInFiveOfFiftyAsD6Says() {
    // Given
    calls(40, OK);
    calls(9, FAILED);
    // When
    Transition transition = breaker.record(FAILED, LIVE, now);
    // Then
    assertThat(transition).isNotNull();
    assertThat(transition.to()).isEqualTo(Kind.OPEN);
    assertThat(transition.cause()).isEqualTo(new Cause(TripReason.FAILURES, new Evidence(50, 10)));
    assertThat(breaker.admits(0)).isEqualTo(Admission.REFUSED);
  }

  @Test
  void shouldNotTripOnFewerCallsOrFailuresThanD6Says() {
    // Then
    assertThat(TERMS.trips(new WindowCounts(49, 20, 0, 9))).isNull();
    assertThat(TERMS.trips(new WindowCounts(51, 10, 0, 9))).isNull();
    assertThat(TERMS.trips(new WindowCounts(51, 10, 15, 9))).isNull();
  }

  @Test
  void shouldTripOnSlownessAndOnConsecutiveFailuresAsD6Says() {
    // Then
    assertThat(TERMS.trips(new WindowCounts(50, 0, 15, 0))).isEqualTo(TripReason.SLOWNESS);
    assertThat(TERMS.trips(new WindowCounts(50, 0, 14, 0))).isNull();
    assertThat(TERMS.trips(new WindowCounts(10, 10, 0, 10))).isEqualTo(TripReason.CONSECUTIVE);
  }

  @Test
  void shouldReportSlowCallsAsTheEvidenceOfSlowness() {
    // Given
    calls(35, OK);
    // When
    Transition transition = calls(15, SLOW);
    // Then
    assertThat(transition).isNotNull();
    assertThat(transition.cause()).isEqualTo(new Cause(TripReason.SLOWNESS, new Evidence(50, 15)));
  }

  @Test
  void shouldGoThroughShadowAndEachShareOfTheRampOfD6() {
    // Given
    calls(10, FAILED);
    waitForProbe();
    // When
    List<Double> shares = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      assertThat(evidence(54, OK)).as("step %s", i).isNull();
      now += TERMS.rampDwell().toMillis();
      Transition transition = evidence(1, OK);
      assertThat(transition).as("step %s", i).isNotNull();
      assertThat(transition.cause())
          .isEqualTo(new Cause(TripReason.CONSECUTIVE, new Evidence(55, 0)));
      shares.add(transition.share());
    }
    // Then
    assertThat(shares).containsExactly(.01, .05, .25, .50, 1.0, 1.0);
    assertThat(breaker.state().kind()).isEqualTo(Kind.CLOSED);
  }

  @Test
  void shouldAskTheSameRequestsAndMoreAtEachShare() {
    // Given
    toRamp();
    // Then
    assertThat(breaker.admits(.009)).isEqualTo(Admission.LIVE);
    assertThat(breaker.admits(.01)).isEqualTo(Admission.REFUSED);
    now += TERMS.rampDwell().toMillis();
    evidence(55, OK);
    assertThat(breaker.admits(.009)).isEqualTo(Admission.LIVE);
    assertThat(breaker.admits(.049)).isEqualTo(Admission.LIVE);
    assertThat(breaker.admits(.05)).isEqualTo(Admission.REFUSED);
  }

  @Test
  void shouldStayAtAShareForItsDwellThoughTheTestIsPassed() {
    // Given
    toRamp();
    evidence(60, OK);
    // When
    Transition early = breaker.tick(now + TERMS.rampDwell().toMillis() - 1);
    Transition late = breaker.tick(now + TERMS.rampDwell().toMillis());
    // Then
    assertThat(early).isNull();
    assertThat(late).isNotNull();
    assertThat(late.share()).isEqualTo(.05);
  }

  @Test
  void shouldMirrorWithoutEffectInShadow() {
    // Given
    calls(10, FAILED);
    waitForProbe();
    // Then
    assertThat(breaker.admits(.09)).isEqualTo(Admission.MIRROR);
    assertThat(breaker.admits(.10)).isEqualTo(Admission.REFUSED);
    // A call made before it opened says nothing of the model now.
    for (int i = 0; i < 200; i++) {
      assertThat(breaker.record(OK, LIVE, now)).isNull();
    }
    assertThat(breaker.state().kind()).isEqualTo(Kind.SHADOW);
  }

  @Test
  void shouldOpenForTwiceAsLongWhenTheReturnTestFails() {
    // Given
    calls(10, FAILED);
    long first = openFor();
    waitForProbe();
    // When
    Transition transition = evidence(6, SLOW);
    // Then
    assertThat(transition).isNotNull();
    assertThat(transition.cause()).isEqualTo(new Cause(TripReason.CONSECUTIVE, new Evidence(6, 6)));
    assertThat(first).isBetween(30_000L, 36_000L);
    assertThat(openFor()).isBetween(60_000L, 72_000L);
  }

  @Test
  void shouldNotStayOpenLongerThanTheMostAndForgetOpeningsLongAgo() {
    // Given
    Closed often = new Closed(0, 40, null);
    Cause quality = new Cause(TripReason.QUALITY, Evidence.NONE);
    long forgotten = TERMS.forgetAfter().toMillis();
    // When
    Open soon = open(often.tripped(quality, forgotten - 1, MACHINE));
    Open late = open(often.tripped(quality, forgotten, MACHINE));
    // Then
    assertThat(soon.nextProbeAt() - soon.since()).isBetween(900_000L, 1_080_000L);
    assertThat(late.nextProbeAt() - late.since()).isBetween(30_000L, 36_000L);
    assertThat(late.opens()).isEqualTo(1);
  }

  @Test
  void shouldJitterByWhoIsGuardedAndAlwaysTheSame() {
    // Given
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      times.add(Backoff.millis(TERMS, new Guarded("m" + i, "s"), 0));
    }
    // Then
    assertThat(times).allMatch(time -> time >= 30_000 && time < 36_000);
    assertThat(times.stream().distinct().count()).isGreaterThan(90);
    assertThat(Backoff.millis(TERMS, new Guarded("m7", "s"), 0)).isEqualTo(times.get(7));
  }

  @Test
  void shouldNeedJudgedAnswersAfterAQualityTrip() {
    // Given
    breaker.trip(TripReason.QUALITY, now);
    waitForProbe();
    // When
    Transition byCalls = evidence(1_000, OK);
    for (int i = 0; i < 100; i++) {
      assertThat(breaker.judged(false, breaker.state().since() - 1, now)).isNull();
    }
    Transition byAnswers = null;
    for (int i = 0; i < 55; i++) {
      assertThat(byAnswers).isNull();
      byAnswers = breaker.judged(false, now, now);
    }
    // Then: neither calls nor answers that were given before the trial were enough
    assertThat(byCalls).isNull();
    assertThat(byAnswers).isNotNull();
    assertThat(byAnswers.to()).isEqualTo(Kind.RAMP);
    assertThat(byAnswers.cause()).isEqualTo(new Cause(TripReason.QUALITY, new Evidence(55, 0)));
  }

  @Test
  void shouldOweTheAnswersStillWhenItFailsOnTheWayBack() {
    // Given
    breaker.trip(TripReason.QUALITY, now);
    waitForProbe();
    // When
    Transition failed = evidence(6, FAILED);
    waitForProbe();
    evidence(1_000, OK);
    // Then
    assertThat(failed).isNotNull();
    assertThat(failed.cause()).isEqualTo(new Cause(TripReason.FAILURES, new Evidence(6, 6)));
    assertThat(breaker.state().kind()).isEqualTo(Kind.SHADOW);
  }

  @Test
  void shouldOpenOnWrongAnswersInTheRamp() {
    // Given
    breaker.trip(TripReason.DRIFT, now);
    waitForProbe();
    evidence(55, OK);
    for (int i = 0; i < 55; i++) {
      breaker.judged(false, now, now);
    }
    assertThat(breaker.state().kind()).isEqualTo(Kind.RAMP);
    // When
    Transition transition = null;
    int wrong = 0;
    while (transition == null) {
      transition = breaker.judged(true, now, now);
      wrong++;
    }
    // Then: 108 · .2^9 is below 10⁻⁴
    assertThat(wrong).isEqualTo(9);
    assertThat(transition.cause()).isEqualTo(new Cause(TripReason.DRIFT, new Evidence(64, 9)));
  }

  @Test
  void shouldStayOpenUntilTheOperatorReleasesItAndThenNeedTheTest() {
    // Given
    breaker.trip(TripReason.QUALITY, now);
    // When
    Transition held = breaker.trip(TripReason.OPERATOR, now + 1);
    Transition years = breaker.tick(now + 365L * 24 * 3_600_000);
    Transition released = breaker.release(now + 2);
    // Then
    assertThat(held).isNotNull();
    assertThat(held.nextProbeAt()).isNull();
    assertThat(years).isNull();
    assertThat(released).isNotNull();
    assertThat(released.to()).isEqualTo(Kind.SHADOW);
    assertThat(evidence(1_000, OK)).as("answers are still owed").isNull();
  }

  @Test
  void shouldTripInTheRampByItsWindowThoughTheTestHasSeenMuchGood() {
    // Given
    toRamp();
    evidence(2_000, OK);
    evidence(9, FAILED);
    assertThat(breaker.state().kind()).isEqualTo(Kind.RAMP);
    // When
    Transition transition = evidence(1, FAILED);
    // Then
    assertThat(transition).isNotNull();
    assertThat(transition.to()).isEqualTo(Kind.OPEN);
    assertThat(transition.cause())
        .isEqualTo(new Cause(TripReason.CONSECUTIVE, new Evidence(2_010, 10)));
  }

  private @Nullable Transition calls(int times, CallOutcome outcome) {
    Transition transition = null;
    for (int i = 0; i < times; i++) {
      transition = breaker.record(outcome, LIVE, now);
    }
    return transition;
  }

  /** So many calls of the kind that counts; the last transition. */
  private @Nullable Transition evidence(int times, CallOutcome outcome) {
    Transition last = null;
    for (int i = 0; i < times; i++) {
      CallSource source = breaker.state().kind() == Kind.SHADOW ? MIRROR : PROBE;
      Transition transition = breaker.record(outcome, source, now);
      last = transition == null ? last : transition;
    }
    return last;
  }

  private void toRamp() {
    calls(10, FAILED);
    waitForProbe();
    evidence(55, OK);
    assertThat(breaker.state().kind()).isEqualTo(Kind.RAMP);
  }

  private void waitForProbe() {
    now = open(breaker.state()).nextProbeAt();
    Transition transition = breaker.tick(now);
    assertThat(transition).isNotNull();
    assertThat(transition.to()).isEqualTo(Kind.SHADOW);
  }

  private long openFor() {
    Open open = open(breaker.state());
    return open.nextProbeAt() - open.since();
  }

  private static Open open(BreakerState state) {
    assertThat(state).isInstanceOf(Open.class);
    return (Open) state;
  }
}
