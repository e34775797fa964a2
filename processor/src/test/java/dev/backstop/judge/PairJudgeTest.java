package dev.backstop.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairJudgeTest {

  private static final double EXACT = 1e-6;

  @Test
  void shouldGiveTheKnownAnswersOfD7() {
    assertThat(new PairJudge(16, 4).forCandidate()).isCloseTo(20.537668, within(EXACT));
    assertThat(Verdict.of(new PairJudge(16, 4), 1_000)).isEqualTo(Verdict.FOR_CANDIDATE);
    assertThat(new PairJudge(15, 5).forCandidate()).isCloseTo(6.355521, within(EXACT));
    assertThat(Verdict.of(new PairJudge(15, 5), 1_000)).isEqualTo(Verdict.OPEN);
  }

  @Test
  void shouldRollBackOnTheSameEvidenceTheOtherWayRound() {
    // Given
    PairJudge pairs = new PairJudge(4, 16);

    // Then
    assertThat(pairs.forIncumbent()).isEqualTo(new PairJudge(16, 4).forCandidate());
    assertThat(Verdict.of(pairs, 1_000)).isEqualTo(Verdict.AGAINST_CANDIDATE);
  }

  @Test
  void shouldBeNoEvidenceWhereNothingWasSeen() {
    assertThat(PairJudge.NEW.forCandidate()).isEqualTo(1);
    assertThat(PairJudge.NEW.forIncumbent()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "3, 2", "16, 4", "40, 21", "0, 9", "300, 280"})
  void shouldBeTheIntegralOverAllProbabilitiesAboveOneHalf(int wins, int losses) {
    // Given: 2^(n+1) times the integral of p^w (1-p)^(n-w) from one half to 1, by Simpson's rule
    int steps = 20_000;
    double h = 0.5 / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double p = 0.5 + i * h;
      double log =
          (wins == 0 ? 0 : wins * Math.log(2 * p))
              + (losses == 0 ? 0 : losses * Math.log(2 * (1 - p)));
      sum += Math.exp(log) * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
    }
    double integral = 2 * sum * h / 3;

    // Then
    double evidence = new PairJudge(wins, losses).forCandidate();
    assertThat(evidence / integral).isCloseTo(1, within(1e-9));
  }

  @Test
  void shouldBeTheWholeSumToTheLastBit() {
    for (int n : new int[] {0, 1, 2, 20, 101, 1_000, 5_000}) {
      for (int wins = 0; wins <= n; wins += Math.max(1, n / 50)) {
        assertThat(new PairJudge(wins, n - wins).forCandidate())
            .as("%d of %d", wins, n)
            .isEqualTo(wholeSum(wins, n));
      }
    }
  }

  private static double wholeSum(int wins, int n) {
    double term = (n + 1.0) / (n + 1.0 - wins);
    double sum = 0;
    for (int k = wins; k >= 0; k--) {
      sum += term;
      term *= k / (n + 2.0 - k);
    }
    return Math.min(sum / (n + 1.0), Double.MAX_VALUE);
  }

  @Test
  void shouldStayFiniteHoweverMuchWasSeen() {
    assertThat(new PairJudge(100_000, 0).forCandidate()).isFinite().isPositive();
    assertThat(new PairJudge(0, 100_000).forCandidate()).isBetween(0.0, 1e-4);
    assertThat(new PairJudge(50_000, 50_000).forCandidate()).isBetween(0.0, 1.0);
  }

  @Test
  void shouldSayThatNeitherIsBetterWhenTheCapIsReached() {
    assertThat(Verdict.of(new PairJudge(10, 9), 20)).isEqualTo(Verdict.OPEN);
    assertThat(Verdict.of(new PairJudge(10, 10), 20)).isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void shouldRefuseCountsBelowZero() {
    assertThatThrownBy(() -> new PairJudge(-1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
