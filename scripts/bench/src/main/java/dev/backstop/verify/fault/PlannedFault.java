package dev.backstop.verify.fault;

import java.time.Duration;
import java.util.Optional;

/**
 * A fault to come.
 *
 * @param number from 0, in the order of the plan
 * @param victim which instance, or which reviewer, where that matters
 * @param gap of undisturbed work before it
 * @param size how often the next point is passed before the process halts there, or how many
 *     requests a burst has
 * @param next the point at which the victim's next life halts; none if it is to live
 */
public record PlannedFault(
    int number, FaultKind kind, int victim, Duration gap, int size, Optional<FaultKind> next) {

  /** The same with another victim. */
  public PlannedFault on(int other) {
    return new PlannedFault(number, kind, other, gap, size, next);
  }
}
