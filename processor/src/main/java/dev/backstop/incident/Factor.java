package dev.backstop.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that keeps a tier of a policy from requests.
 *
 * @param key tells it apart from others of its kind: the model and segment of a breaker, the switch
 *     and domain of a control
 * @param state changes when it does: the state of a breaker with its share, the id of a control
 * @param what a clause
 * @param since when it came to that
 * @param actor pseudonym of who wants it so, if somebody does
 */
public record Factor(
    Kind kind, String key, String state, String what, Instant since, @Nullable String actor) {

  /** What it is. */
  public enum Kind {
    BREAKER,
    CONTROL
  }

  boolean isThatOf(Factor other) {
    return kind == other.kind && key.equals(other.key);
  }
}
