package dev.backstop.model;

import dev.backstop.domain.Outcome;
import java.util.List;

/**
 * A call that has ended, or was not begun for lack of room.
 *
 * @param outcomes one a row, in the order of the rows
 * @param nanos how long the call took, in nanoseconds; its wait for a place is not counted, since
 *     it says nothing of the model
 */
public record Ended(List<Outcome> outcomes, long nanos) {

  /** Waits for a call to end. */
  static Ended of(Begun call) {
    List<Outcome> outcomes = call.await();
    return new Ended(outcomes, call.nanos());
  }
}
