package dev.backstop.decision;

import dev.backstop.policy.Candidate;

/**
 * The coin that says which requests a candidate is tried on. It is that of the {@link AuditCoin
 * audit panel} with salts of its own, one for each way of trying, tier and model: so whether people
 * look at a request says nothing of which model answers it, nor one trial of another.
 */
final class StickyCoin {

  private StickyCoin() {}

  /** A number from 0 to 1, 1 excluded, that the same request always gets. */
  static double of(Candidate candidate, String requestId) {
    String salt = candidate.mode().name() + '\0' + candidate.tier() + '\0' + candidate.model();
    return AuditCoin.ofThisThread().uniform(salt, requestId);
  }
}
