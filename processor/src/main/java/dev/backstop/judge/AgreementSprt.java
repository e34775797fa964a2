package dev.backstop.judge;

/**
 * Whether two models answer alike: Wald's sequential test of a share of disagreements of {@value
 * #TOLERABLE} against one of {@value #TOO_MUCH}, wrong with probability .01 either way. It ends
 * when it has found one or the other, and what comes after that changes nothing.
 *
 * @param agreements records on which both said the same
 * @param disagreements records on which they did not
 * @param found what the test has ended with
 * @see <a href="https://doi.org/10.1214/aoms/1177731118">Wald 1945, Sequential Tests of Statistical
 *     Hypotheses</a>
 */
public record AgreementSprt(long agreements, long disagreements, Found found) {

  /** What is known. */
  public enum Found {
    /** Not yet which. */
    OPEN,
    ALIKE,
    DIFFERENT
  }

  static final double TOLERABLE = 0.01;
  static final double TOO_MUCH = 0.03;

  /** ln(.99 / .01). */
  static final double BOUNDARY = 4.59511985013459;

  private static final double DISAGREED = Math.log(TOO_MUCH / TOLERABLE);
  private static final double AGREED = Math.log((1 - TOO_MUCH) / (1 - TOLERABLE));

  /** Nothing has been seen. */
  public static final AgreementSprt NEW = new AgreementSprt(0, 0, Found.OPEN);

  /** After one more record. */
  public AgreementSprt plus(boolean agreed) {
    if (found != Found.OPEN) {
      return this;
    }
    return of(agreements + (agreed ? 1 : 0), disagreements + (agreed ? 0 : 1));
  }

  /** The test when so much has been seen, and it had not ended before. */
  public static AgreementSprt of(long agreements, long disagreements) {
    double ratio = logLikelihoodRatio(agreements, disagreements);
    return new AgreementSprt(
        agreements,
        disagreements,
        ratio >= BOUNDARY ? Found.DIFFERENT : ratio <= -BOUNDARY ? Found.ALIKE : Found.OPEN);
  }

  /** The logarithm of how much more probable what was seen is if the models differ too much. */
  public double logLikelihoodRatio() {
    return logLikelihoodRatio(agreements, disagreements);
  }

  private static double logLikelihoodRatio(long agreements, long disagreements) {
    return disagreements * DISAGREED + agreements * AGREED;
  }
}
