package dev.backstop.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that keeps a tier of a policy from requests, or puts its answers under suspicion.
 *
 * @param key tells it apart from others of its kind: the model and segment of a breaker, the switch
 *     and domain of a control
 * @param state changes when it does: the state of a breaker with its share, the id of a control, a
 *     level of risk, what has drifted
 * @param what a clause
 * @param since when it came to that
 * @param actor pseudonym of who wants it so, if somebody does
 */
public record Factor(
    Kind kind, String key, String state, String what, Instant since, @Nullable String actor) {

  /** What it is. */
  public enum Kind {
    BREAKER,
    CONTROL,
    /** The labels of the audit panel say that too many answers of a model are wrong. */
    RISK,
    /** The inputs of a model, or its confidence, are not what they were. */
    DRIFT;

    /**
     * Whether it is an incident by itself, at whatever level: nothing is away that would raise it.
     */
    boolean isSuspicion() {
      return this == RISK || this == DRIFT;
    }
  }

  boolean isThatOf(Factor other) {
    return kind == other.kind && key.equals(other.key);
  }
}
