package dev.backstop.model;

import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import java.util.Collections;
import java.util.List;

/** A call that has its place among those that may be under way, and gives it back. */
final class Placed implements Begun {

  private final Capacity capacity;
  private final int place;
  private final int rows;
  private final boolean cut;
  private final Begun call;

  /**
   * @param place what {@link Capacity#begin} has returned
   * @param rows how many it asks about
   * @param cut whether its wait has taken a part of its budget
   */
  Placed(Capacity capacity, int place, int rows, boolean cut, Begun call) {
    this.capacity = capacity;
    this.place = place;
    this.rows = rows;
    this.cut = cut;
    this.call = call;
  }

  @Override
  public List<Outcome> await() {
    List<Outcome> outcomes = null;
    try {
      List<Outcome> said = call.await();
      outcomes = cut && timedOut(said) ? ranOut() : said;
      return outcomes;
    } finally {
      capacity.end(place, call.nanos(), rows, outcomes);
    }
  }

  @Override
  public long nanos() {
    return call.nanos();
  }

  /** A time-out is that of the whole call. */
  private static boolean timedOut(List<Outcome> said) {
    return !said.isEmpty()
        && said.get(0) instanceof Outcome.Failed failed
        && failed.reason() == Reason.TIMEOUT;
  }

  /** It had less time than it was promised, which is not the model's doing. */
  private List<Outcome> ranOut() {
    capacity.ranOut();
    return Collections.nCopies(
        rows,
        new Outcome.Failed(
            Reason.OVERLOAD, "no answer in the time that its wait for a place had left it"));
  }
}
