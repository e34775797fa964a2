package dev.backstop.verify.plan;

/** What a request's features tell a test model to do; see scripts/make_verify_models.py. */
public enum Trouble {
  NONE(0),
  THROWS(1),
  NAN(2),
  /** Slower than usual, and within the budget. */
  SLOW(3),
  /** Busy for many times the budget, and then done. */
  HANGS(4);

  private final double feature;

  Trouble(double feature) {
    this.feature = feature;
  }

  /** The value of the feature. */
  public double feature() {
    return feature;
  }
}
