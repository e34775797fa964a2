package dev.backstop.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.domain.ModelRef;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.Candidate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvidenceTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final PolicyRef POLICY = new PolicyRef("p", "1", "a".repeat(64));

  @Test
  void shouldFindForTheCandidateOnSixteenOfTwentyD7() {
    // When
    Evidence evidence = labelled(none(Candidate.Basis.LABELS, 1_000), 16, 4);

    // Then
    assertThat(evidence.verdict()).isEqualTo(Verdict.FOR_CANDIDATE);
    assertThat(evidence.decidedAt()).isEqualTo(NOW);
    assertThat(evidence.reason()).contains("of 20 labelled records", "candidate on 16", "20.5");
    assertThat(evidence.labelled()).isEqualTo(20);
  }

  @Test
  void shouldTakeBackWhatItFoundForTheCandidateButNeverWhatItFoundAgainstIt() {
    // Given
    Evidence inFavour = labelled(none(Candidate.Basis.LABELS, 1_000), 16, 4);

    // When
    Evidence against = labelled(inFavour, 0, 60);
    Evidence later = labelled(against, 900, 0);

    // Then
    assertThat(against.verdict()).isEqualTo(Verdict.AGAINST_CANDIDATE);
    assertThat(later.verdict()).isEqualTo(Verdict.AGAINST_CANDIDATE);
    assertThat(later.reason()).isEqualTo(against.reason());
    assertThat(later.pairs()).isEqualTo(against.pairs());
  }

  @Test
  void shouldWatchACandidateThatItFoundForBeyondTheCap() {
    // Given: the cap is reached long after the verdict for it
    Evidence inFavour = labelled(none(Candidate.Basis.LABELS, 30), 16, 4);
    Evidence good = labelled(inFavour, 300, 0);

    // When: seven losses in a row are evidence of 31.9, six of 18.1
    Evidence doubtful = labelled(good, 0, 6);
    Evidence against = labelled(doubtful, 0, 1);

    // Then
    assertThat(good.verdict()).isEqualTo(Verdict.FOR_CANDIDATE);
    assertThat(good.pairs()).isEqualTo(inFavour.pairs());
    assertThat(good.labelled()).isEqualTo(320);
    assertThat(doubtful.verdict()).isEqualTo(Verdict.FOR_CANDIDATE);
    assertThat(doubtful.reason()).isEqualTo(inFavour.reason());
    assertThat(doubtful.forIncumbent()).isBetween(18.0, 18.2);
    assertThat(against.verdict()).isEqualTo(Verdict.AGAINST_CANDIDATE);
    assertThat(against.reason())
        .isEqualTo(
            "since it was found to be the better one, of 7 labelled records on which exactly one model was right, it was the candidate on 0: evidence 31.9 that the model in use is the better one");
    assertThat(against.forIncumbent()).isBetween(31.8, 31.9);
    assertThat(labelled(against, 100, 0).watch()).isEqualTo(against.watch());
  }

  @Test
  void shouldBeginTheWatchWithoutWhatTheVerdictWasEarnedBy() {
    // Given
    Evidence inFavour = labelled(none(Candidate.Basis.LABELS, 1_000), 16, 4);

    // When
    Evidence against = labelled(inFavour, 0, 7);

    // Then
    assertThat(inFavour.forIncumbent()).isEqualTo(1);
    assertThat(against.verdict()).isEqualTo(Verdict.AGAINST_CANDIDATE);
  }

  @Test
  void shouldCountLabelsToTheCapWhereAgreementIsTheBasis() {
    // Given
    Evidence alike = none(Candidate.Basis.AGREEMENT, 30);
    for (int i = 0; i < 226; i++) {
      alike = alike.plus(pair("yes", "yes", null), NOW);
    }

    // When
    Evidence later = labelled(alike, 0, 40);

    // Then
    assertThat(later.verdict()).isEqualTo(Verdict.FOR_CANDIDATE);
    assertThat(later.pairs()).isEqualTo(new PairJudge(0, 30));
    assertThat(later.watch()).isEqualTo(Watch.NEW);
  }

  @Test
  void shouldLookAtNoMoreThanTheCapForAVerdictAndWatchWhatItLeavesInTheTraffic() {
    // Given
    Evidence undecided = labelled(none(Candidate.Basis.LABELS, 10), 5, 5);

    // When: a hundred wins, and losses from the beginning of a watch on
    Evidence good = labelled(undecided, 100, 0);
    Evidence doubtful = labelled(good, 0, 6);
    Evidence against = labelled(doubtful, 0, 1);

    // Then
    assertThat(undecided.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(good.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(good.reason()).isEqualTo(undecided.reason());
    assertThat(good.pairs()).isEqualTo(undecided.pairs());
    assertThat(doubtful.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(doubtful.forIncumbent()).isBetween(18.0, 18.2);
    assertThat(against.verdict()).isEqualTo(Verdict.AGAINST_CANDIDATE);
    assertThat(against.reason())
        .isEqualTo(
            "since neither was found to be better, of 7 labelled records on which exactly one model was right, it was the candidate on 0: evidence 31.9 that the model in use is the better one");
    assertThat(Rulings.NONE.with(against).of(against.trial().key()).rejected()).isNotNull();
  }

  @Test
  void shouldWatchWhetherModelsThatAnswerAlikeGoOnToDoSo() {
    // Given: alike thrice, which would outweigh many disagreements
    Evidence alike = answered(none(Candidate.Basis.AGREEMENT, 1_000), 3 * 226, 0);

    // When: five disagreements in a row
    Evidence doubtful = answered(alike, 0, 4);
    Evidence different = answered(doubtful, 0, 1);
    Evidence later = answered(different, 1_000, 0);

    // Then
    assertThat(alike.verdict()).isEqualTo(Verdict.FOR_CANDIDATE);
    assertThat(alike.agreement().agreements()).isEqualTo(226);
    assertThat(doubtful.verdict()).isEqualTo(Verdict.FOR_CANDIDATE);
    assertThat(doubtful.reason()).isEqualTo(alike.reason());
    assertThat(doubtful.logLikelihoodRatio()).isCloseTo(4 * Math.log(3), within(1e-9));
    assertThat(different.verdict()).isEqualTo(Verdict.AGAINST_CANDIDATE);
    assertThat(different.reason())
        .isEqualTo(
            "since they were found to answer alike, the models disagreed on 5 of 5 records: more than answers that are alike do");
    assertThat(later.verdict()).isEqualTo(Verdict.AGAINST_CANDIDATE);
    assertThat(later.watch()).isEqualTo(different.watch());
  }

  @Test
  void shouldShowTheEvidenceOfLabelsWholeWhereAgreementIsWatched() {
    // Given
    Evidence alike = answered(none(Candidate.Basis.AGREEMENT, 1_000), 226, 0);

    // When
    Evidence later = answered(labelled(alike, 0, 3), 10, 0);

    // Then
    assertThat(later.forIncumbent()).isEqualTo(new PairJudge(0, 3).forIncumbent());
    assertThat(later.watch().agreement().agreements()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMEOUT", "BREAKER_OPEN", "OVERLOAD"})
  void shouldTakeNothingForEvidenceThatTellsOfTheInstanceThatAskedOffThePath(Reason why) {
    for (Candidate.Basis basis : Candidate.Basis.values()) {
      // When: 40 times each
      Evidence evidence = none(basis, 1_000);
      for (int i = 0; i < 40; i++) {
        evidence = evidence.plus(shadowed(failed(why), said("yes"), null), NOW);
        evidence = evidence.plus(shadowed(failed(why), said("yes"), "yes"), NOW);
        evidence = evidence.plus(canary(said("yes"), failed(why), null), NOW);
        evidence = evidence.plus(canary(said("yes"), failed(why), "yes"), NOW);
      }

      // Then: it is counted all the same
      assertThat(evidence.verdict()).isEqualTo(Verdict.OPEN);
      assertThat(evidence.pairs()).isEqualTo(PairJudge.NEW);
      assertThat(evidence.agreement()).isEqualTo(AgreementSprt.NEW);
      assertThat(evidence.candidateFailures()).isEqualTo(40);
      assertThat(evidence.incumbentFailures()).isEqualTo(40);
    }
  }

  @Test
  void shouldCountWhatFailsOnThePathAndWhatTheCandidateItselfFailsAtOffIt() {
    // When
    Evidence evidence =
        none(Candidate.Basis.LABELS, 1_000)
            .plus(canary(failed(Reason.TIMEOUT), said("yes"), "yes"), NOW)
            .plus(shadowed(failed(Reason.ERROR), said("yes"), "yes"), NOW)
            .plus(shadowed(said("yes"), failed(Reason.TIMEOUT), "yes"), NOW);

    // Then
    assertThat(evidence.pairs()).isEqualTo(new PairJudge(1, 2));
  }

  @Test
  void shouldNeverTakeForAWinWhatTheModelInUseFailedAtOffThePath() {
    // When
    Evidence evidence =
        none(Candidate.Basis.LABELS, 1_000)
            .plus(canary(said("yes"), failed(Reason.ERROR), "yes"), NOW);

    // Then
    assertThat(evidence.labelled()).isEqualTo(1);
    assertThat(evidence.pairs()).isEqualTo(PairJudge.NEW);
  }

  @Test
  void shouldCountAgreementAndFindNothingByItWhereLabelsAreTheBasis() {
    // When
    Evidence evidence = none(Candidate.Basis.LABELS, 1_000);
    for (int i = 0; i < 5; i++) {
      evidence = evidence.plus(pair("yes", "no", null), NOW);
    }

    // Then
    assertThat(evidence.agreement().found()).isEqualTo(AgreementSprt.Found.DIFFERENT);
    assertThat(evidence.verdict()).isEqualTo(Verdict.OPEN);
    assertThat(evidence.records()).isEqualTo(5);
  }

  @Test
  void shouldHoldItAgainstTheCandidateWhereItFailsAndNotWhereTheOtherDoes() {
    // When
    Evidence evidence = none(Candidate.Basis.AGREEMENT, 1_000);
    for (int i = 0; i < 50; i++) {
      evidence = evidence.plus(pair("yes", null, null), NOW);
    }
    Evidence others = evidence;
    for (int i = 0; i < 5; i++) {
      evidence = evidence.plus(pair(null, "yes", null), NOW);
    }

    // Then
    assertThat(others.incumbentFailures()).isEqualTo(50);
    assertThat(others.agreement()).isEqualTo(AgreementSprt.NEW);
    assertThat(evidence.candidateFailures()).isEqualTo(5);
    assertThat(evidence.verdict()).isEqualTo(Verdict.AGAINST_CANDIDATE);
    assertThat(evidence.reason())
        .isEqualTo("the models disagreed on 5 of 5 records: more than answers that are alike do");
  }

  @Test
  void shouldCountARecordOnWhichBothOrNeitherWereRightForNobody() {
    // When
    Evidence evidence =
        none(Candidate.Basis.LABELS, 1_000)
            .plus(pair("yes", "yes", "yes"), NOW)
            .plus(pair("yes", "yes", "no"), NOW)
            .plus(pair(null, "yes", "no"), NOW);

    // Then
    assertThat(evidence.labelled()).isEqualTo(3);
    assertThat(evidence.pairs()).isEqualTo(PairJudge.NEW);
  }

  @Test
  void shouldTurnACandidateOffEverywhereAndOnInItsSegmentAlone() {
    // Given
    Trial trial = none(Candidate.Basis.LABELS, 1_000).trial();
    Evidence large = labelled(Evidence.none(trial, "large"), 16, 4);
    Evidence small = labelled(Evidence.none(trial, "small"), 4, 16);

    // When
    Rulings inFavour = Rulings.NONE.with(large);
    Rulings both = inFavour.with(small);

    // Then
    assertThat(inFavour.of(trial.key()).accepted("large")).isNotNull();
    assertThat(inFavour.of(trial.key()).accepted(null)).isNull();
    assertThat(inFavour.of(trial.key()).rejected()).isNull();
    assertThat(both.of(trial.key()).rejected())
        .extracting(Ruling.Finding::segment)
        .isEqualTo("small");
    assertThat(both.with(small)).isSameAs(both);
    assertThat(both.of(new Trial.Key("b".repeat(64), "a", "n"))).isEqualTo(Ruling.NONE);
  }

  private static Evidence none(Candidate.Basis basis, int cap) {
    return Evidence.none(new Trial(POLICY, "d", "a", "n", basis, cap), null);
  }

  /** The losses come first. */
  private static Evidence labelled(Evidence from, int wins, int losses) {
    Evidence evidence = from;
    for (int i = 0; i < wins + losses; i++) {
      evidence =
          evidence.plus(pair(i < losses ? "no" : "yes", i < losses ? "yes" : "no", "yes"), NOW);
    }
    return evidence;
  }

  /** The agreements come first. */
  private static Evidence answered(Evidence from, int agreements, int disagreements) {
    Evidence evidence = from;
    for (int i = 0; i < agreements + disagreements; i++) {
      evidence = evidence.plus(pair(i < agreements ? "yes" : "no", "yes", null), NOW);
    }
    return evidence;
  }

  /** Of a shadow; who gives no answer has failed by itself. */
  private static Comparison pair(
      @Nullable String candidate, @Nullable String incumbent, @Nullable String label) {
    return shadowed(
        candidate == null ? failed(Reason.ERROR) : said(candidate),
        incumbent == null ? failed(Reason.ERROR) : said(incumbent),
        label);
  }

  private static Comparison shadowed(Answer candidate, Answer incumbent, @Nullable String label) {
    return compared(false, candidate, incumbent, label);
  }

  private static Comparison canary(Answer candidate, Answer incumbent, @Nullable String label) {
    return compared(true, candidate, incumbent, label);
  }

  private static Comparison compared(
      boolean candidateDecided, Answer candidate, Answer incumbent, @Nullable String label) {
    return new Comparison(
        "r",
        none(Candidate.Basis.LABELS, 1).trial(),
        null,
        "m",
        candidateDecided,
        candidate,
        incumbent,
        label,
        new SourcePosition("t", 0, 0),
        NOW);
  }

  private static Answer said(String label) {
    return new Answer(new ModelRef("n", "1", "c".repeat(64)), label, 0.9, null, 7);
  }

  private static Answer failed(Reason why) {
    return new Answer(new ModelRef("n", "1", "c".repeat(64)), null, null, why, 7);
  }
}
