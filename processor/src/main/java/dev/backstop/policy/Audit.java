package dev.backstop.policy;

import java.time.Duration;

/**
 * The audit panel of a policy: a share of all requests, whatever became of them, that people look
 * at besides. It is the same for every segment, so that the panel stays a fair sample.
 *
 * @param rate share of requests on the panel, 0 to 1; 0: there is no panel
 * @param salt of the coin; who does not know it cannot tell which requests will be drawn
 * @param epoch number of the period in which rate and salt stay as they are
 * @param horizon how long people have; what they have not answered by then counts as an error
 */
public record Audit(double rate, String salt, long epoch, Duration horizon) {

  /** No panel. */
  public static final Audit NONE = new Audit(0, "", 0, Duration.ZERO);

  public Audit {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("an audit rate must be from 0 to 1, but it is " + rate);
    }
  }

  /**
   * This panel at another rate: the same coin, so that whoever was drawn at a lower one still is.
   */
  public Audit at(double other) {
    return new Audit(other, salt, epoch, horizon);
  }

  /** Whether the policy has the section, even at a rate of 0. */
  public boolean declared() {
    return !salt.isEmpty();
  }

  /** Whether there is a panel. */
  public boolean draws() {
    return rate > 0;
  }
}
