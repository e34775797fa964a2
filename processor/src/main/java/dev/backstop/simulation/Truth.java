package dev.backstop.simulation;

import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.Decision;
import dev.backstop.domain.LabelledExample;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the right answer to a request.
 *
 * @param given by whoever runs the simulation, or null
 * @param panel how its question stands, if it was drawn for the audit panel; null if it was not
 * @param said by the person whose answer was the decision, or null
 */
record Truth(@Nullable String given, @Nullable Panel panel, @Nullable String said) {

  /**
   * A member of the audit panel: a fair sample of all requests, whatever became of them.
   *
   * @param label what is true; null if the question stayed unresolved, or is open and nobody knows
   * @param open whether nobody has answered yet and the time is not over
   * @param propensity probability with which it was drawn, above 0 and at most 1
   */
  record Panel(@Nullable String label, boolean open, double propensity) {}

  /**
   * Puts together what is known. A label that was given counts before what the panel's person said,
   * and that before what the person said whose answer was the decision.
   */
  static Truth of(Answered answered, Ending was, @Nullable String given) {
    Decision decision = answered.decision();
    String said = was.reviewed() && !decision.degraded() ? decision.label() : null;
    return new Truth(given, panel(decision.audit(), answered.example(), given, said), said);
  }

  private static @Nullable Panel panel(
      @Nullable AuditDraw draw,
      @Nullable LabelledExample example,
      @Nullable String given,
      @Nullable String said) {
    if (draw == null || !draw.drawn() || !(draw.propensity() > 0 && draw.propensity() <= 1)) {
      return null;
    }
    if (example == null && said == null) {
      return new Panel(given, true, draw.propensity());
    }
    String answered = example == null ? said : example.label();
    return new Panel(given != null ? given : answered, false, draw.propensity());
  }
}
