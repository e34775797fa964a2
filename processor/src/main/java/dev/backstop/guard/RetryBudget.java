package dev.backstop.guard;

import dev.backstop.domain.Reason;

/**
 * Tokens for second tries: each call earns a part of one, each retry costs one. So retries are
 * never more than that part of the calls, and a model that is down is not asked twice as often for
 * it. (The retry budget of Finagle and of gRPC's retry throttling.)
 */
public final class RetryBudget {

  /** A token in parts, so that sums are exact. */
  private static final long TOKEN = 1_000;

  private final long earned;
  private final long most;
  private long balance;

  /**
   * @param share of the calls that may be retried, .1 as a rule; to three places
   * @param most tokens that may be saved up
   */
  public RetryBudget(double share, int most) {
    new Checks("retry budget").share("share", share).atLeast("most", 1, most).throwIfAny();
    this.earned = Math.round(share * TOKEN);
    this.most = most * TOKEN;
  }

  /** A call that is no retry was made. */
  public void called() {
    balance = Math.min(most, balance + earned);
  }

  /**
   * Whether a call that failed for this reason may be made once more, which then costs a token. It
   * may not if it was a retry itself, or while the breaker is not closed.
   */
  public boolean retries(Reason reason, boolean wasRetry, BreakerState.Kind breaker) {
    if (wasRetry
        || breaker != BreakerState.Kind.CLOSED
        || !isTransient(reason)
        || balance < TOKEN) {
      return false;
    }
    balance -= TOKEN;
    return true;
  }

  /** Whether the same call may fare better a moment later. */
  static boolean isTransient(Reason reason) {
    return switch (reason) {
      case ERROR, TIMEOUT -> true;
      // To ask again what has no capacity left takes more of it.
      case OVERLOAD,
          BREAKER_OPEN,
          LOW_CONFIDENCE,
          INVALID_INPUT,
          INVALID_OUTPUT,
          DRIFT_GUARD,
          POLICY_FORCED,
          AUDIT_SAMPLE,
          DRILL,
          BUDGET_EXHAUSTED,
          REVIEW_TIMEOUT,
          UNCERTIFIED,
          NOT_APPLICABLE,
          UNKNOWN ->
          false;
    };
  }
}
