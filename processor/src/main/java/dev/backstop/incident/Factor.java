package dev.backstop.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that keeps a tier of a policy from requests, puts its answers under suspicion, or is an
 * alarm.
 *
 * @param key tells it apart from others of its kind: the model and segment of a breaker, the switch
 *     and domain of a control, the policy whose reviews are late
 * @param state changes when it does: the state of a breaker with its share, the id of a control, a
 *     level of risk, what has drifted; RAISED of an alarm
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
    DRIFT,
    /** Many requests become dead letters; in every domain, since such a request names none. */
    DEAD_LETTERS,
    /** Many reviews are answered by nobody in time. */
    REVIEWS,
    /** Requests and what became of them do not add up; in every domain. */
    BALANCE;

    /**
     * Whether it is an incident by itself, at whatever level: nothing is away that would raise it.
     */
    boolean isSuspicion() {
      return this == RISK || this == DRIFT || isAlarm();
    }

    /** Whether it is judged by what all instances count. */
    boolean isAlarm() {
      return this == DEAD_LETTERS || this == REVIEWS || this == BALANCE;
    }
  }

  boolean isThatOf(Factor other) {
    return kind == other.kind && key.equals(other.key);
  }
}
