package dev.backstop.simulation;

import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.Decision;
import dev.backstop.domain.PolicyRef;
import dev.backstop.policy.Policy;
import java.util.HashMap;
import java.util.Map;

/**
 * The rates at which requests were drawn for the audit panel. A version of a policy has one; where
 * its requests were drawn at several, an operator had set another.
 */
final class PanelRates {

  private final Map<PolicyRef, Double> rates = new HashMap<>();
  private boolean several;

  void add(Decision decision) {
    AuditDraw draw = decision.audit();
    double rate = draw == null ? 0 : draw.propensity();
    Double first = rates.putIfAbsent(decision.policy(), rate);
    several |= first != null && Double.compare(first, rate) != 0;
  }

  /** Whether an operator's rate was in effect, as far as decisions can show it. */
  boolean byOperator(Policy candidate) {
    Double own = rates.get(candidate.ref());
    return several || (own != null && Double.compare(own, candidate.audit().rate()) != 0);
  }
}
