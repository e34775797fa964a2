package dev.backstop.incident;

import dev.backstop.domain.DegradationLevel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of an incident's timeline.
 *
 * @param at when it happened; of a breaker or a control, when that moved
 * @param what a sentence without its full stop
 * @param actor pseudonym of who caused it, if somebody did
 * @param level the level from then on; LEVEL and RECOVERED alone
 */
public record IncidentEvent(
    Instant at, Kind kind, String what, @Nullable String actor, @Nullable DegradationLevel level) {

  /** What it is about. */
  public enum Kind {
    OPENED,
    LEVEL,
    BREAKER,
    CONTROL,
    POLICY,
    RISK,
    DRIFT,
    DEAD_LETTERS,
    REVIEWS,
    BALANCE,
    /** Nothing is away or under suspicion any more. */
    RECOVERED,
    /** And has not been for a while. */
    CLOSED
  }
}
