package dev.backstop.simulation;

import dev.backstop.calibration.WeightedRisk;
import dev.backstop.guard.ClopperPearson;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers that no person gave, held against those of the audit panel. A question that stayed
 * unresolved counts as a wrong answer, as it does for the panel itself: people leave the hard ones.
 *
 * <p>A question that is still open counts in the bounds alone, at its worst in the lower one and at
 * its best in the upper one, or by the label that was given: those that are answered first are not
 * a fair sample of all.
 */
final class PanelTally {

  /** Of each bound; both hold together with 95 %. */
  private static final double DELTA = .025;

  /** What rounding may do to a whole number. */
  private static final double ROUNDING = 1e-9;

  private final WeightedRisk risk = new WeightedRisk();
  private final WeightedRisk worst = new WeightedRisk();
  private final WeightedRisk best = new WeightedRisk();
  private int right;
  private int unanswered;
  private int of;
  private int open;

  /** Whether there is an answer that no person gave and that the panel is asked about. */
  static boolean holds(Ending ending, Truth truth) {
    return truth.panel() != null && !ending.reviewed() && ending.label() != null;
  }

  /** Counts an answer, where it holds one. */
  void add(Ending ending, Truth truth) {
    Truth.Panel panel = truth.panel();
    if (panel == null || !holds(ending, truth)) {
      return;
    }
    boolean same = Objects.equals(ending.label(), panel.label());
    if (panel.open()) {
      boolean unknown = panel.label() == null;
      open++;
      worst.add(same ? 0 : 1, panel.propensity());
      best.add(same || unknown ? 0 : 1, panel.propensity());
      return;
    }
    of++;
    right += same ? 1 : 0;
    unanswered += panel.label() == null ? 1 : 0;
    int loss = same ? 0 : 1;
    risk.add(loss, panel.propensity());
    worst.add(loss, panel.propensity());
    best.add(loss, panel.propensity());
  }

  Report.Audited audited() {
    return new Report.Audited(
        right, unanswered, of, open, of == 0 ? null : 1 - risk.hajek(), bounds());
  }

  /** Where several rates were drawn at, a sample of one rate that tells as much stands for it. */
  private Report.@Nullable Bounds bounds() {
    if (of + open == 0) {
      return null;
    }
    long trials = (long) Math.floor(worst.effectiveSampleSize() + ROUNDING);
    long most = (long) Math.ceil(worst.hajek() * trials - ROUNDING);
    long fewest = (long) Math.floor(best.hajek() * trials + ROUNDING);
    return new Report.Bounds(
        1 - ClopperPearson.upper(most, trials, DELTA),
        1 - ClopperPearson.lower(fewest, trials, DELTA));
  }
}
