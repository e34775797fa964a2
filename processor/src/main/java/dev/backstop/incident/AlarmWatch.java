package dev.backstop.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges by what all instances report whether a condition is met that is an incident by itself.
 *
 * <p>An unreadable request names no domain, and neither does one that is missing: such a condition
 * concerns every domain.
 */
public final class AlarmWatch {

  private static final String LETTERS = "dead-letters";
  private static final String METERS = "meters";

  private final TrafficBook book;
  private final Map<String, Alarm.Standing> standings = new HashMap<>();

  /**
   * @param begun from when on it hears reports
   */
  public AlarmWatch(Instant begun) {
    this.book = new TrafficBook(begun);
  }

  /** Goes on with what an open incident says of the time before. */
  public void remember(Incident open) {
    for (Factor factor : open.factors()) {
      if (factor.kind().isAlarm()) {
        standings.put(factor.key(), Alarm.Standing.of(factor));
      }
    }
  }

  /** An instance has counted. */
  public void heard(TrafficReport report, Instant now) {
    book.add(report, now);
  }

  /**
   * What there is of that now.
   *
   * @param policy name of a domain's
   */
  public List<Factor> factors(String policy, Instant now) {
    book.tick(now);
    List<Factor> factors = new ArrayList<>();
    letters(factors, now);
    reviews(policy, factors, now);
    balance(factors, now);
    return factors;
  }

  private void letters(List<Factor> factors, Instant now) {
    TrafficReport.Counts counts = book.during(Alarm.DEAD_LETTERS.window(), now).counts();
    long bad = counts.deadLetters();
    long all = counts.requests();
    String what = bad + " dead letters came of " + all + " requests in five minutes";
    look(Alarm.DEAD_LETTERS, LETTERS, bad, all, what, factors, now);
  }

  private void reviews(String policy, List<Factor> factors, Instant now) {
    TrafficReport.Reviews over = book.during(Alarm.REVIEWS.window(), now).reviews(policy);
    long all = over.answered() + over.overdue();
    String what =
        "nobody answered "
            + over.overdue()
            + " of "
            + all
            + " reviews of policy '"
            + policy
            + "' by their deadline in half an hour";
    look(Alarm.REVIEWS, "reviews@" + policy, over.overdue(), all, what, factors, now);
  }

  private void balance(List<Factor> factors, Instant now) {
    long bad = book.difference(Alarm.BALANCE.window(), now);
    long all = book.during(Alarm.BALANCE.window(), now).counts().requests();
    String what =
        "the meters do not balance: of "
            + all
            + " requests of an hour, "
            + bad
            + " more or fewer are accounted for, and it has been so for 90 minutes";
    look(Alarm.BALANCE, METERS, bad, all, what, factors, now);
  }

  private void look(
      Alarm alarm, String key, long bad, long all, String what, List<Factor> factors, Instant now) {
    Factor told = new Factor(alarm.kind(), key, "RAISED", what, now, null);
    Alarm.Standing stands =
        alarm.after(standings.getOrDefault(key, Alarm.Standing.NONE), bad, all, told, now);
    standings.put(key, stands);
    if (stands.raised() != null) {
      factors.add(stands.raised());
    }
  }
}
