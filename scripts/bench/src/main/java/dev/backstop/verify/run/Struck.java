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
 */
public record Struck(PlannedFault fault, boolean hit, String what, OptionalDouble recoverySeconds) {

  static Struck hit(PlannedFault fault, String what) {
    return new Struck(fault, true, what, OptionalDouble.empty());
  }

  static Struck missed(PlannedFault fault, String why) {
    return new Struck(fault, false, why, OptionalDouble.empty());
  }
}
