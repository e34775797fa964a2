package dev.backstop.playbook;

import dev.backstop.control.Control;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a run has done, or has left.
 *
 * @param what a clause
 * @param control id of the control that it set or cleared; null if it is none
 * @param slot of that control
 * @param evidence what the outcome rests on, a clause; null while there is none
 */
public record Step(
    Instant at,
    Phase phase,
    String what,
    Outcome outcome,
    @Nullable String control,
    @Nullable String slot,
    @Nullable String evidence) {

  /** What it is part of. */
  public enum Phase {
    APPROVAL,
    ACTION,
    ESCALATION,
    VERIFICATION,
    RESTORE
  }

  /** What came of it. */
  public enum Outcome {
    /** It was asked for, and nobody knows yet. */
    ASKED,
    DONE,
    /** It was not done, because somebody else has set the same switch, or taken it back. */
    LEFT,
    FAILED
  }

  Step with(Outcome outcome, String evidence) {
    return new Step(at, phase, what, outcome, control, slot, evidence);
  }

  boolean asked() {
    return outcome == Outcome.ASKED;
  }

  /** Whether it sets a switch: it takes none back, and is no notice, nor one that was left. */
  boolean sets() {
    return control != null && phase != Phase.RESTORE;
  }

  /** Whether it was that very control that it set. */
  boolean hasSet(Control other) {
    return sets() && other.id().equals(control);
  }

  boolean of(String slot) {
    return slot.equals(this.slot);
  }
}
