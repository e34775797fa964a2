package dev.backstop.guard;

/**
 * The sequential test by which a model comes back: the likelihood ratio of a sound model against a
 * broken one, E = Π (error ? sound/broken : (1 − sound)/(1 − broken)). It may be looked at after
 * every trial: whatever errs at {@code broken} or more ever reaches {@code pass} with probability
 * at most 1/pass (Ville's inequality).
 *
 * @param sound share of errors of a model that should come back
 * @param broken share of errors of one that must not
 * @param pass E from which on it has passed, above 1
 * @param fail E below which it has failed, below 1
 */
public record ReturnTest(double sound, double broken, double pass, double fail) {

  /** 2 % against 10 %, passed from 100, failed below 10⁻⁴. */
  public static final ReturnTest USUAL = new ReturnTest(.02, .10, 100, 1e-4);

  public ReturnTest {
    new Checks("return test")
        .that(sound > 0 && sound < 1, "sound", "above 0 and below 1", sound)
        .that(broken > sound && broken < 1, "broken", "above sound and below 1", broken)
        .that(pass > 1 && pass < Double.POSITIVE_INFINITY, "pass", "above 1 and finite", pass)
        .that(fail > 0 && fail < 1, "fail", "above 0 and below 1", fail)
        .throwIfAny();
  }

  /** E of what was seen; infinite where it is beyond a double. */
  public double eValue(Evidence evidence) {
    return Math.exp(logarithm(evidence));
  }

  public boolean passed(Evidence evidence) {
    return logarithm(evidence) >= Math.log(pass);
  }

  public boolean failed(Evidence evidence) {
    return logarithm(evidence) < Math.log(fail);
  }

  private double logarithm(Evidence evidence) {
    return evidence.errors() * Math.log(sound / broken)
        + (evidence.trials() - evidence.errors()) * Math.log((1 - sound) / (1 - broken));
  }
}
