package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.BreakerState.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A breaker that is moved by what several instances report. */
class ReportedBreakerTest {

  private static final Guarded GUARDED = new Guarded("m", null);
  private static final BreakerTerms TERMS = BreakerTerms.USUAL;
  private static final long START = 1_000_000;

  private final ReportedBreaker breaker = new ReportedBreaker(GUARDED, Closed.initial(START));

  @Test
  void shouldAddUpWhatInstancesSee() {
    // Given: neither has seen 50 calls
    assertThat(report("a", 30, 6, 0, START)).isNull();
    // When
    ReportedBreaker.Move move = report("b", 20, 4, 0, START + 500);
    // Then
    assertThat(move).isNotNull();
    assertThat(move.transition().to()).isEqualTo(Kind.OPEN);
    assertThat(move.transition().cause())
        .isEqualTo(new Cause(TripReason.FAILURES, new Evidence(50, 10)));
    assertThat(move.reasons()).containsExactly(Map.entry(Reason.ERROR, 10L));
    assertThat(BreakerNews.inWords(move, TERMS)).isEqualTo("10 of 50 calls failed (ERROR 10)");
  }

  @Test
  void shouldForgetAfterTenSeconds() {
    assertThat(report("a", 30, 6, 0, START)).isNull();
    assertThat(report("b", 20, 4, 0, START + 10_001)).isNull();
    assertThat(breaker.state().kind()).isEqualTo(Kind.CLOSED);
  }

  @Test
  void shouldSayNothingToAReportThatComesTooLate() {
    CallReport late = of("a", 60, 30, 0, START, CallSource.LIVE);

    assertThat(breaker.report(late, TERMS, START + 10_000)).isNull();
  }

  @Test
  void shouldTakeARunOfFailuresForOneAcrossInstances() {
    // Given: ten calls, each on another instance
    for (int i = 0; i < 9; i++) {
      assertThat(report("task-" + i, 1, 1, 1, START + i)).isNull();
    }
    // When
    ReportedBreaker.Move move = report("task-9", 1, 1, 1, START + 9);
    // Then
    assertThat(move).isNotNull();
    assertThat(move.transition().cause().reason()).isEqualTo(TripReason.CONSECUTIVE);
  }

  @Test
  void shouldEndARunWithAnAnswerOfAnyInstance() {
    report("a", 9, 9, 9, START);
    report("b", 1, 0, 0, START + 1);
    assertThat(report("a", 9, 9, 18, START + 2)).isNull();
  }

  @Test
  void shouldAddUpTheRunOfEachReporter() {
    // Given: answers in between, and no reporter with ten failures after its last one
    assertThat(report("a", 9, 9, 9, START)).isNull();
    assertThat(report("b", 11, 10, 10, START + 1)).isNull();
    // When
    ReportedBreaker.Move move = report("a", 1, 1, 10, START + 2);
    // Then
    assertThat(move).isNotNull();
    assertThat(move.transition().cause().reason()).isEqualTo(TripReason.CONSECUTIVE);
  }

  @Test
  void shouldNotTripOnTheRunThatHasTrippedItBefore() {
    // Given: it is back, at the first share
    report("a", 50, 50, 50, START);
    long probe = breaker.state().nextProbeAt();
    breaker.tick(TERMS, probe);
    mirrored(55, probe);
    assertThat(breaker.state().kind()).isEqualTo(Kind.RAMP);
    // When: the reporter has not been answered since
    ReportedBreaker.Move move = report("a", 1, 1, 51, probe + 1);
    // Then
    assertThat(move).isNull();
    assertThat(breaker.state().kind()).isEqualTo(Kind.RAMP);
  }

  @Test
  void shouldForgetARunWhenNobodyGoesByIt() {
    // Given
    report("a", 9, 9, 9, START);
    // When
    breaker.unwatch();
    // Then
    assertThat(report("a", 1, 1, 10, START + 60_000)).isNull();
  }

  @Test
  void shouldTakeAReportOfAClockThatIsAheadForOneOfNow() {
    CallReport ahead = of("a", 30, 6, 0, START + 60_000, CallSource.LIVE);
    assertThat(breaker.report(ahead, TERMS, START)).isNull();

    assertThat(report("b", 20, 4, 0, START + 10_001)).isNull();
  }

  @Test
  void shouldBeginAnewWhenTheOwnersClockIsSetBack() {
    assertThat(report("a", 30, 6, 0, START + 3_600_000)).isNull();

    assertThat(report("b", 20, 4, 0, START)).isNull();
  }

  @Test
  void shouldBeginAnewAtTheHighestShareThatIsNoLargerWhereTheTermsChange() {
    // Given: at 5 %, with some of the evidence that it needs
    ramping();
    long since = breaker.state().since();
    report("a", 30, 0, 0, since);
    // When
    ReportedBreaker.Move move = breaker.refit(.05, ramp(.02, .04, .2, 1.0), since + 500);
    // Then
    assertThat(move.transition().share()).isEqualTo(.04);
    assertThat(BreakerStatus.of(breaker.state()).calls()).isEqualTo(Evidence.NONE);
    assertThat(BreakerNews.inWords(move, TERMS))
        .isEqualTo("the policy has other shares for its way back now");
    assertThat(breaker.refit(.04, ramp(.02, .04, .2, 1.0), since + 600)).isNull();
  }

  @Test
  void shouldKeepItsEvidenceWhereTheTermsChangeAndItsShareDoesNot() {
    // Given
    ramping();
    long since = breaker.state().since();
    report("a", 30, 0, 0, since);
    // When
    ReportedBreaker.Move move = breaker.refit(.05, ramp(.05, .5, 1.0), since + 500);
    // Then
    assertThat(move.transition().share()).isEqualTo(.05);
    assertThat(BreakerStatus.of(breaker.state()).step()).isZero();
    assertThat(BreakerStatus.of(breaker.state()).calls()).isEqualTo(new Evidence(30, 0));
  }

  @Test
  void shouldCountInTheShadowOnlyWhatWasMirrored() {
    // Given
    report("a", 50, 50, 50, START);
    long probe = breaker.state().nextProbeAt();
    assertThat(breaker.tick(TERMS, probe - 1)).isNull();
    assertThat(breaker.tick(TERMS, probe)).isNotNull();
    // When: answers from before it opened come late
    assertThat(report("a", 60, 0, 0, probe)).isNull();
    assertThat(breaker.state().kind()).isEqualTo(Kind.SHADOW);
    // Then
    assertThat(mirrored(54, probe)).isNull();
    ReportedBreaker.Move move = mirrored(1, probe);
    assertThat(move).isNotNull();
    assertThat(move.transition().to()).isEqualTo(Kind.RAMP);
    assertThat(move.transition().share()).isEqualTo(.01);
    assertThat(BreakerNews.inWords(move, TERMS))
        .isEqualTo(
            "the return test is passed: 0 of 55 calls failed or were slow, e-value 108.2 of 100.0");
  }

  @Test
  void shouldTakeNoEvidenceFromBeforeTheTrial() {
    // Given: the owner was away, and comes to what was written meanwhile
    report("a", 50, 50, 50, START);
    long probe = breaker.state().nextProbeAt();
    breaker.tick(TERMS, probe);
    CallReport old = of("p", 60, 0, 0, probe - 1, CallSource.MIRROR);
    // When
    assertThat(breaker.report(old, TERMS, probe + 5)).isNull();
    // Then
    assertThat(BreakerStatus.of(breaker.state()).calls()).isEqualTo(Evidence.NONE);
  }

  @Test
  void shouldGoOnFromAStateThatWasPublished() {
    // Given
    report("a", 50, 50, 50, START);
    long probe = breaker.state().nextProbeAt();
    breaker.tick(TERMS, probe);
    mirrored(54, probe);
    // When
    ReportedBreaker again = new ReportedBreaker(GUARDED, BreakerStatus.of(breaker.state()).state());
    // Then
    assertThat(again.report(of("p", 1, 0, 0, probe, CallSource.MIRROR), TERMS, probe)).isNotNull();
  }

  @Test
  void shouldComeBackFromATripForQualityByAnswersThatWereJudgedAndCallsThatSucceed() {
    // Given
    Cause cause = new Cause(TripReason.QUALITY, new Evidence(60, 20));
    ReportedBreaker.Move opened = breaker.trip(cause, TERMS, START);
    assertThat(BreakerNews.inWords(opened, TERMS))
        .isEqualTo("20 of 60 answers that were judged are wrong, more than is tolerable");
    long probe = breaker.state().nextProbeAt();
    breaker.tick(TERMS, probe);
    // When: calls alone do not bring it back, nor do answers from before the trial
    assertThat(mirrored(200, probe)).isNull();
    for (int i = 0; i < 60; i++) {
      assertThat(breaker.judged(answer(false, probe - 1), TERMS, probe)).isNull();
    }
    for (int i = 0; i < 54; i++) {
      assertThat(breaker.judged(answer(false, probe), TERMS, probe)).isNull();
    }
    ReportedBreaker.Move move = breaker.judged(answer(false, probe), TERMS, probe);
    // Then
    assertThat(move).isNotNull();
    assertThat(move.transition().to()).isEqualTo(Kind.RAMP);
    assertThat(BreakerNews.inWords(move, TERMS))
        .isEqualTo(
            "the return test is passed: 0 of 55 answers that were judged are wrong, e-value 108.2"
                + " of 100.0");
  }

  @Test
  void shouldOpenAgainIfItsAnswersAreStillWrong() {
    // Given
    breaker.trip(new Cause(TripReason.QUALITY, new Evidence(60, 20)), TERMS, START);
    long probe = breaker.state().nextProbeAt();
    breaker.tick(TERMS, probe);
    // When: .2 to the sixth is below 10⁻⁴
    for (int i = 0; i < 5; i++) {
      assertThat(breaker.judged(answer(true, probe), TERMS, probe)).isNull();
    }
    ReportedBreaker.Move move = breaker.judged(answer(true, probe), TERMS, probe);
    // Then
    assertThat(move).isNotNull();
    assertThat(move.transition().to()).isEqualTo(Kind.OPEN);
    assertThat(move.transition().cause().reason()).isEqualTo(TripReason.QUALITY);
    assertThat(breaker.state().opens()).isEqualTo(2);
  }

  @Test
  void shouldTellThatTheWayBackOfAnOpenBreakerNeedsAnswersNow() {
    // Given
    report("a", 50, 50, 50, START);
    Cause quality = new Cause(TripReason.QUALITY, new Evidence(60, 20));
    // When
    ReportedBreaker.Move move = breaker.trip(quality, TERMS, START + 1);
    // Then
    assertThat(move).isNotNull();
    assertThat(move.transition().from()).isEqualTo(Kind.OPEN);
    assertThat(BreakerStatus.of(breaker.state()).needsAnswers()).isTrue();
    assertThat(BreakerNews.inWords(move, TERMS)).startsWith("what it answered before it opened");
    assertThat(breaker.trip(quality, TERMS, START + 2)).isNull();
  }

  private static AnswerReport answer(boolean wrong, long answeredAt) {
    return new AnswerReport(
        GUARDED,
        "d",
        "t",
        CallSource.MIRROR,
        AnswerReport.Basis.LABELS,
        wrong,
        answeredAt,
        new SourcePosition("requests", 0, 0),
        answeredAt);
  }

  /** To the second share of the usual ramp. */
  private void ramping() {
    report("a", 50, 50, 50, START);
    long probe = breaker.state().nextProbeAt();
    breaker.tick(TERMS, probe);
    mirrored(55, probe);
    report("a", 55, 0, 0, probe);
    assertThat(breaker.tick(TERMS, probe + 10_000).transition().share()).isEqualTo(.05);
  }

  private static BreakerTerms ramp(Double... shares) {
    BreakerTerms usual = BreakerTerms.USUAL;
    return new BreakerTerms(
        usual.minimumCalls(),
        usual.failureRate(),
        usual.slowRate(),
        usual.consecutiveFailures(),
        usual.firstOpen(),
        usual.longestOpen(),
        usual.jitter(),
        usual.mirrorShare(),
        List.of(shares),
        usual.rampDwell(),
        usual.forgetAfter(),
        usual.calls(),
        usual.answers());
  }

  private ReportedBreaker.Move report(
      String reporter, long calls, long failures, long consecutive, long at) {
    return breaker.report(
        of(reporter, calls, failures, consecutive, at, CallSource.LIVE), TERMS, at);
  }

  private ReportedBreaker.Move mirrored(long calls, long at) {
    return breaker.report(of("p", calls, 0, 0, at, CallSource.MIRROR), TERMS, at);
  }

  private static CallReport of(
      String reporter, long calls, long failures, long consecutive, long at, CallSource source) {
    return new CallReport(
        GUARDED,
        "d",
        "t",
        source,
        new WindowCounts(calls, failures, 0, consecutive),
        failures == 0 ? Map.of() : Map.of(Reason.ERROR, failures),
        reporter,
        new SourcePosition("requests", 0, 0),
        at);
  }
}
