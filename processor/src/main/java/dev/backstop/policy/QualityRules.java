package dev.backstop.policy;

/**
 * When a policy's models are taken out of use because their answers are wrong, by what people say
 * of the audit panel. What the words mean, the guard says.
 *
 * @param tolerable the largest share of wrong answers that is accepted, not the average
 * @param alarm evidence from which on the share is taken to have grown
 * @param recent newest labels that must show it for a spike
 * @param lasting newest labels that must surely show it for a model to be taken out
 * @param doubt probability with which "surely" may be wrong
 * @param returned the test that answers have to pass on the way back
 */
public record QualityRules(
    double tolerable,
    double alarm,
    int recent,
    int lasting,
    double doubt,
    BreakerRules.Return returned) {

  /** By so much the odds of a wrong answer differ between a model that may come back and not. */
  private static final double FAR_MORE = 5;

  /** What holds where a policy names no more than what is tolerable. */
  public static QualityRules of(double tolerable) {
    return new QualityRules(tolerable, 1e4, 50, 500, .01, returned(tolerable));
  }

  /**
   * The usual test: a tolerable model against one whose odds of a wrong answer are five times as
   * large. At 2 % that is 9.3 %, near the usual 10 % of calls; and it stays a share for any model.
   */
  public static BreakerRules.Return returned(double tolerable) {
    BreakerRules.Return usual = BreakerRules.Return.USUAL;
    double broken = FAR_MORE * tolerable / (1 + (FAR_MORE - 1) * tolerable);
    return new BreakerRules.Return(tolerable, broken, usual.pass(), usual.fail());
  }
}
