package dev.backstop.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not enter or go on, with its bytes and its place.
 *
 * @param description in words; never the record's contents
 * @param requestId the request concerned, if it is known
 * @param node the node of the topology that refused it
 */
public record DeadLetter(
    Cause cause,
    String description,
    RawRecord record,
    @Nullable String requestId,
    @Nullable String errorClass,
    String node,
    Instant at) {

  /** Why, as a closed list. */
  public enum Cause {
    EMPTY,
    UNDECODABLE,
    UNKNOWN_SCHEMA,
    KEY_MISMATCH,
    INVALID_RECORD,
    UNKNOWN_DOMAIN,
    UNKNOWN_POLICY,
    OVERSIZED,
    UNKNOWN_TASK,
    REFUSED_VERDICT,
    PROCESSING_ERROR,
    REFUSED_DRILL
  }
}
