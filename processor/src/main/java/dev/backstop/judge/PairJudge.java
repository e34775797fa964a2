package dev.backstop.judge;

/**
 * Which of two models is right more often, by the labelled records on which exactly one of them
 * was. Under the hypothesis that neither is, each such record is a fair coin.
 *
 * <p>The evidence is an e-value: what a bet on the coin would be worth that is fair under the
 * hypothesis. It may be looked at after each record, and all the same it reaches 20 in at most one
 * of 20 trials in which the hypothesis holds.
 *
 * @param wins records on which the candidate alone was right
 * @param losses records on which the incumbent alone was
 * @see <a href="https://arxiv.org/abs/2210.01948">Ramdas et al., Game-theoretic statistics and safe
 *     anytime-valid inference</a>
 */
public record PairJudge(int wins, int losses) {

  /** From here on an e-value is evidence. */
  public static final double ENOUGH = 20;

  /** Nothing has been seen. */
  public static final PairJudge NEW = new PairJudge(0, 0);

  public PairJudge {
    if (wins < 0 || losses < 0) {
      throw new IllegalArgumentException(
          "wins and losses are counts, but are " + wins + " and " + losses);
    }
  }

  /** After one more record on which exactly one was right. */
  public PairJudge plus(boolean candidateWasRight) {
    return candidateWasRight ? new PairJudge(wins + 1, losses) : new PairJudge(wins, losses + 1);
  }

  /** How many records there were. */
  public int pairs() {
    return wins + losses;
  }

  /** The evidence that the candidate is the better one. */
  public double forCandidate() {
    return eValue(wins, losses);
  }

  /** The evidence that the incumbent is. */
  public double forIncumbent() {
    return eValue(/* wins= */ losses, /* losses= */ wins);
  }

  /**
   * The bet's worth after {@code w} wins of {@code n}, mixed over all probabilities of a win above
   * one half: {@code 2·2^n·B(1+w, 1+n−w)·(1 − I_½(1+w, 1+n−w))}. The incomplete beta function at
   * these arguments is a binomial tail, so this is {@code Σ C(n+1, k) / ((n+1)·C(n, w))} over k = 0
   * to w: a sum of positive terms, exact to about n units in the last place, up to the largest
   * number there is. Each term beyond the middle is smaller than the one before; once one changes
   * nothing, the ones after it do not either.
   */
  static double eValue(int wins, int losses) {
    int n = wins + losses;
    // C(n+1, w) / C(n, w), and from it each term before it.
    double term = (n + 1.0) / (n + 1.0 - wins);
    double sum = 0;
    for (int k = wins; k >= 0; k--) {
      double before = sum;
      sum += term;
      if (sum == before && k <= n + 2 - k) {
        break;
      }
      term *= k / (n + 2.0 - k);
    }
    return Math.min(sum / (n + 1.0), Double.MAX_VALUE);
  }
}
