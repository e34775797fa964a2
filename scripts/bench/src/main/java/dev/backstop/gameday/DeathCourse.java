package dev.backstop.gameday;

import dev.backstop.gameday.Exercise.Check;
import dev.backstop.guard.BreakerState;
import org.jspecify.annotations.Nullable;

/**
 * How the death of a primary went.
 *
 * @param first number of the first request that counts
 * @param last number of the last one, and one more
 * @param died when the model began to fail, in nanoseconds
 * @param opened when the last instance said that its breaker is open; null if it never did
 * @param kept what an instance that was killed meanwhile said when it was back
 * @param until the state of the breaker that was waited for, from the model's being sound again
 */
record DeathCourse(
    Death death,
    int first,
    int last,
    long died,
    @Nullable Long opened,
    Check kept,
    BreakerState.Kind until,
    Comeback comeback) {

  boolean has(Ended one) {
    return one.number() >= first && one.number() < last;
  }

  /** When the switch was over; when it was given up, if it never was. */
  long switched() {
    Long open = opened;
    return open == null ? comeback.sound() : open;
  }
}
