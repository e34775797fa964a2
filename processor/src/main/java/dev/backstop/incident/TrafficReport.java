package dev.backstop.incident;

import dev.backstop.guard.Guarded;
import java.time.Instant;
import java.util.Map;

/**
 * What one instance has counted since it began, as its meters have it. The figures only grow, so
 * that a report which is lost is made up for by the next one.
 *
 * @param instance tells it apart from all others, and from itself after a restart
 * @param since when it began to count, at the latest
 * @param pending requests that wait for a person there now
 * @param reviews by the name of the policy
 * @param at when it was written
 */
public record TrafficReport(
    String instance,
    Instant since,
    Counts counts,
    long pending,
    Map<String, Reviews> reviews,
    Instant at) {

  /** Where other reports have the name of a model: no model is called so. */
  public static final String NO_MODEL = "*";

  /** The key of the record; that of no model's. */
  public static final String KEY = new Guarded(NO_MODEL, null).key();

  public TrafficReport {
    reviews = Map.copyOf(reviews);
  }

  /**
   * Requests, and what became of them.
   *
   * @param decided for good, with or without a label
   */
  public record Counts(long requests, long duplicates, long decided, long deadLetters) {

    /** Nothing. */
    public static final Counts NONE = new Counts(0, 0, 0, 0);

    /** All of them, which only grows. */
    long total() {
      return requests + duplicates + decided + deadLetters;
    }

    Counts plus(Counts other) {
      return new Counts(
          requests + other.requests,
          duplicates + other.duplicates,
          decided + other.decided,
          deadLetters + other.deadLetters);
    }

    Counts minus(Counts other) {
      return plus(
          new Counts(-other.requests, -other.duplicates, -other.decided, -other.deadLetters));
    }
  }

  /**
   * Reviews that are over.
   *
   * @param answered by a person
   * @param overdue by nobody in time
   */
  public record Reviews(long answered, long overdue) {

    /** None. */
    public static final Reviews NONE = new Reviews(0, 0);

    Reviews plus(Reviews other) {
      return new Reviews(answered + other.answered, overdue + other.overdue);
    }

    Reviews minus(Reviews other) {
      return plus(new Reviews(-other.answered, -other.overdue));
    }
  }
}
