package dev.backstop.policy;

/**
 * What is done where a model's inputs no longer look like those it was made for. Drift never says
 * that a model is wrong.
 *
 * @param window rows after which the distributions are looked at
 * @param features where a feature has drifted
 * @param confidence where the confidence has
 * @param collapse where nearly all confidences are alike
 * @param tightenBy added to the threshold by {@link Act#TIGHTEN}
 */
public record DriftRules(int window, Act features, Act confidence, Act collapse, double tightenBy) {

  /** Whether anything that drifts has this done. */
  public boolean does(Act act) {
    return features == act || confidence == act || collapse == act;
  }

  /** What may be done; each is told as well. */
  public enum Act {
    /** It is told. */
    ALERT,
    /** An answer must be surer to be taken. */
    TIGHTEN,
    /** The model is not asked, until its answers are shown to be right. */
    ROUTE
  }

  /** What holds where a policy says nothing. */
  public static final DriftRules USUAL =
      new DriftRules(1_000, Act.ALERT, Act.ALERT, Act.ALERT, .05);
}
