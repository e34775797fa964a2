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

  /** Those of every domain, at the last look. */
  private final List<Factor> ofAll = new ArrayList<>();

  private Instant looked;
  private Traffic over = Traffic.NONE;

  /**
   * @param begun from when on it hears reports
   */
  public AlarmWatch(Instant begun) {
    this.book = new TrafficBook(begun);
    this.looked = begun;
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

  /** Looks at what all instances have counted until now: once for all policies. */
  public void look(Instant now) {
    looked = now;
    book.tick(now);
    ofAll.clear();
    letters(book.during(Alarm.DEAD_LETTERS.window(), now).counts());
    over = book.during(Alarm.REVIEWS.window(), now);
    balance(book.during(Alarm.BALANCE.window(), now).counts());
  }

  /**
   * What there was of that at the last look.
   *
   * @param policy name of a domain's
   */
  public List<Factor> factors(String policy) {
    List<Factor> factors = new ArrayList<>(ofAll);
    reviews(policy, factors);
    return factors;
  }

  private void letters(TrafficReport.Counts counts) {
    long bad = counts.deadLetters();
    long all = counts.requests();
    String what = bad + " dead letters came of " + all + " requests in five minutes";
    judge(Alarm.DEAD_LETTERS, LETTERS, bad, all, what, ofAll);
  }

  private void reviews(String policy, List<Factor> factors) {
    TrafficReport.Reviews ended = over.reviews(policy);
    long all = ended.answered() + ended.overdue();
    String what =
        "nobody answered "
            + ended.overdue()
            + " of "
            + all
            + " reviews of policy '"
            + policy
            + "' by their deadline in half an hour";
    judge(Alarm.REVIEWS, "reviews@" + policy, ended.overdue(), all, what, factors);
  }

  /** While it is not known what waits, it stays as it was. */
  private void balance(TrafficReport.Counts counts) {
    if (!book.isSteady(looked)) {
      stands(METERS, standings.getOrDefault(METERS, Alarm.Standing.NONE), ofAll);
      return;
    }
    long bad = book.difference(Alarm.BALANCE.window(), looked);
    long all = counts.requests();
    String what =
        "the meters do not balance: of "
            + all
            + " requests of an hour, "
            + bad
            + " more or fewer are accounted for, and it has been so for 90 minutes";
    judge(Alarm.BALANCE, METERS, bad, all, what, ofAll);
  }

  private void judge(
      Alarm alarm, String key, long bad, long all, String what, List<Factor> factors) {
    Factor told = new Factor(alarm.kind(), key, "RAISED", what, looked, null);
    Alarm.Standing before = standings.getOrDefault(key, Alarm.Standing.NONE);
    stands(key, alarm.after(before, bad, all, told, looked), factors);
  }

  private void stands(String key, Alarm.Standing standing, List<Factor> factors) {
    standings.put(key, standing);
    if (standing.raised() != null) {
      factors.add(standing.raised());
    }
  }
}
