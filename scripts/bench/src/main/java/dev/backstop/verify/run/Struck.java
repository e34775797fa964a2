package dev.backstop.verify.run;

import dev.backstop.verify.fault.PlannedFault;
import java.util.OptionalDouble;

/**
 * What came of a fault.
 *
 * @param hit whether it met unfinished work
 * @param what in words
 * @param recoverySeconds from the death of an instance until the first decision was read that was
 *     made after it, on a partition the instance owned; empty for other faults
 * @param healed whether everything ran again in time
 */
public record Struck(
    PlannedFault fault, boolean hit, String what, OptionalDouble recoverySeconds, boolean healed) {

  static Struck hit(PlannedFault fault, String what) {
    return new Struck(fault, true, what, OptionalDouble.empty(), true);
  }

  static Struck recovered(PlannedFault fault, String what, double seconds) {
    return new Struck(fault, true, what, OptionalDouble.of(seconds), true);
  }

  static Struck missed(PlannedFault fault, String why) {
    return new Struck(fault, false, why, OptionalDouble.empty(), true);
  }

  Struck unhealed() {
    return new Struck(fault, hit, what + "; not healed in time", recoverySeconds, false);
  }
}
