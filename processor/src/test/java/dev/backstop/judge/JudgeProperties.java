package dev.backstop.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.policy.Candidate;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** How often the judges are wrong, looked at after each record. */
class JudgeProperties {

  private static final int TRIALS = 2_000;
  private static final int RECORDS = 400;

  /** D7: by theorem at most one of 20, whenever one looks; three standard errors for the sample. */
  @Property(tries = 5)
  void shouldHardlyEverFindADifferenceWhereThereIsNone(@ForAll long seed) {
    // When
    double wrong = share(seed, 0.5, Verdict.FOR_CANDIDATE);

    // Then
    assertThat(wrong).isLessThanOrEqualTo(0.05 + 3 * Math.sqrt(0.05 * 0.95 / TRIALS));
  }

  /** A watch is a test of its own: where neither is better, one in 20 takes a candidate back. */
  @Property(tries = 5)
  void shouldHardlyEverTakeBackACandidateThatIsNoWorse(@ForAll long seed) {
    Random random = new Random(seed);
    int takenBack = 0;
    for (int i = 0; i < TRIALS; i++) {
      Watch watch = Watch.NEW;
      while (!watch.speaksAgainst(Candidate.Basis.LABELS) && watch.pairs().pairs() < RECORDS) {
        watch = watch.labelled(random.nextBoolean(), RECORDS);
      }
      takenBack += watch.speaksAgainst(Candidate.Basis.LABELS) ? 1 : 0;
    }
    assertThat((double) takenBack / TRIALS)
        .isLessThanOrEqualTo(0.05 + 3 * Math.sqrt(0.05 * 0.95 / TRIALS));
  }

  /** The property above would also hold of a judge that never finds anything. */
  @Property(tries = 5)
  void shouldFindAClearDifference(@ForAll long seed) {
    assertThat(share(seed, 0.7, Verdict.FOR_CANDIDATE)).isGreaterThan(0.95);
    assertThat(share(seed, 0.3, Verdict.AGAINST_CANDIDATE)).isGreaterThan(0.95);
  }

  /** D7: wrong with probability .01 either way, by Wald's bounds. */
  @Property(tries = 5)
  void shouldHardlyEverTakeModelsThatAgreeForDifferentOnesNorTheOtherWayRound(@ForAll long seed) {
    assertThat(found(seed, AgreementSprt.TOLERABLE, AgreementSprt.Found.DIFFERENT))
        .isLessThanOrEqualTo(0.01 + 3 * Math.sqrt(0.01 * 0.99 / TRIALS));
    assertThat(found(seed, AgreementSprt.TOO_MUCH, AgreementSprt.Found.ALIKE))
        .isLessThanOrEqualTo(0.01 + 3 * Math.sqrt(0.01 * 0.99 / TRIALS));
    assertThat(found(seed, 0.1, AgreementSprt.Found.DIFFERENT)).isGreaterThan(0.95);
  }

  /**
   * A watch of agreement is one test after the other, each wrong with probability .01: models that
   * differ on as much as is tolerable go on for some 99 tests of about 490 records, hence far
   * beyond these. Those that differ too much are told within few.
   */
  @Property(tries = 5)
  void shouldSeldomTakeBackACandidateThatAnswersAlikeAndSoonOneThatNoLongerDoes(@ForAll long seed) {
    int records = 1_000;
    double tests = records / 226.0;

    assertThat(takenBack(seed, AgreementSprt.TOLERABLE, records))
        .isLessThanOrEqualTo(tests * 0.01 + 3 * Math.sqrt(tests * 0.01 / TRIALS));
    assertThat(takenBack(seed, 0.1, records)).isGreaterThan(0.99);
  }

  private static double takenBack(long seed, double disagreeing, int records) {
    Random random = new Random(seed);
    int reached = 0;
    for (int i = 0; i < TRIALS; i++) {
      Watch watch = Watch.NEW;
      for (int j = 0; j < records && !watch.speaksAgainst(Candidate.Basis.AGREEMENT); j++) {
        watch = watch.answered(random.nextDouble() >= disagreeing);
      }
      reached += watch.speaksAgainst(Candidate.Basis.AGREEMENT) ? 1 : 0;
    }
    return (double) reached / TRIALS;
  }

  private static double share(long seed, double winning, Verdict verdict) {
    Random random = new Random(seed);
    int reached = 0;
    for (int i = 0; i < TRIALS; i++) {
      PairJudge pairs = PairJudge.NEW;
      Verdict found = Verdict.OPEN;
      while (found == Verdict.OPEN) {
        pairs = pairs.plus(random.nextDouble() < winning);
        found = Verdict.of(pairs, RECORDS);
      }
      reached += found == verdict ? 1 : 0;
    }
    return (double) reached / TRIALS;
  }

  private static double found(long seed, double disagreeing, AgreementSprt.Found what) {
    Random random = new Random(seed);
    int reached = 0;
    for (int i = 0; i < TRIALS; i++) {
      AgreementSprt test = AgreementSprt.NEW;
      while (test.found() == AgreementSprt.Found.OPEN) {
        test = test.plus(random.nextDouble() >= disagreeing);
      }
      reached += test.found() == what ? 1 : 0;
    }
    return (double) reached / TRIALS;
  }
}
