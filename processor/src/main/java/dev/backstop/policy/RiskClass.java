package dev.backstop.policy;

/**
 * What it costs to be wrong, and to have a person look.
 *
 * @param errorCost of a wrong answer, above 0
 * @param reviewCost of a person's time for one request, 0 or more, in the same unit
 * @param humanError how often a person is wrong, from 0 to 1
 */
public record RiskClass(String name, double errorCost, double reviewCost, double humanError) {

  /**
   * The confidence from which on a model's answer costs no more than a person's: where {@code (1 -
   * p) · errorCost} is at most {@code reviewCost + humanError · errorCost}. To 12 places, so that a
   * confidence that is equal to it in decimals is not below it in binary.
   */
  public double floor() {
    return Math.rint((1 - humanError - reviewCost / errorCost) * 1e12) / 1e12;
  }

  /** What an answer of this confidence is expected to cost. */
  public double ofAnswer(double confidence) {
    return (1 - confidence) * errorCost;
  }

  /** What a person's answer is expected to cost. */
  public double ofReview() {
    return reviewCost + humanError * errorCost;
  }
}
