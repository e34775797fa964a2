package dev.backstop.simulation;

import dev.backstop.calibration.WeightedRisk;

/**
 * Answers that no person gave, held against those of the audit panel. A question that stayed
 * unresolved counts as a wrong answer, as it does for the panel itself: people leave the hard ones.
 */
final class PanelTally {

  private final WeightedRisk risk = new WeightedRisk();
  private int right;
  private int unanswered;
  private int of;

  /** Counts an answer, where there is one that no person gave and the panel's question ended. */
  void add(Ending ending, Truth truth) {
    Truth.Panel panel = truth.panel();
    if (panel == null || ending.reviewed() || ending.label() == null) {
      return;
    }
    boolean same = ending.label().equals(panel.label());
    of++;
    right += same ? 1 : 0;
    unanswered += panel.label() == null ? 1 : 0;
    risk.add(same ? 0 : 1, panel.propensity());
  }

  Report.Audited audited() {
    return new Report.Audited(right, unanswered, of, of == 0 ? null : 1 - risk.hajek());
  }
}
