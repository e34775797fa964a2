package dev.backstop.domain;

import org.jspecify.annotations.Nullable;

/**
 * How the coin of the audit panel fell for a request. Salt and request id are all that is needed to
 * toss it again.
 *
 * @param epoch of the policy's panel; salt and propensity are the same throughout one
 * @param propensity probability of being on the panel
 * @param half what the request is for; null if it is not on the panel
 */
public record AuditDraw(String salt, long epoch, double propensity, @Nullable Half half) {

  /**
   * A threshold must not be certified on the labels by which the confidence was calibrated, so the
   * panel is split.
   */
  public enum Half {
    CALIBRATION,
    CERTIFICATION,
    /** Read from a record of a newer release; never given by this one. */
    UNKNOWN
  }

  /** Whether the request is on the panel. */
  public boolean drawn() {
    return half != null;
  }
}
