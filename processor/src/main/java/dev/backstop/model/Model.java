package dev.backstop.model;

import dev.backstop.domain.Features;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.guard.ModelReference;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that is loaded and warm.
 *
 * @param ref the exact package that answers; goes into lineage
 * @param labels what it can answer, in the order of its output columns
 * @param scorer asks it; belongs to this model, and is closed with it
 * @param capacity how many calls of it may be under way at once
 * @param reference what its inputs looked like where it was made
 */
public record Model(
    ModelRef ref, List<String> labels, Scorer scorer, Capacity capacity, ModelReference reference)
    implements AutoCloseable {

  /** No machine runs so many calls at once. */
  private static final int ANY_NUMBER = 1_000;

  /** A wait that is too short to be taken off a budget. */
  private static final long SOME_NANOS = 100_000;

  public Model {
    labels = List.copyOf(labels);
  }

  /** A model of which any number of calls may be under way. */
  public Model(ModelRef ref, List<String> labels, Scorer scorer) {
    this(ref, labels, scorer, ModelReference.NONE);
  }

  /** The same, of which it is known what it was made for. */
  public Model(ModelRef ref, List<String> labels, Scorer scorer, ModelReference reference) {
    this(ref, labels, scorer, new Capacity(ANY_NUMBER), reference);
  }

  /** A model whose package says nothing of its inputs. */
  public Model(ModelRef ref, List<String> labels, Scorer scorer, Capacity capacity) {
    this(ref, labels, scorer, capacity, ModelReference.NONE);
  }

  /**
   * Answers the rows in one call: at once where there is room for it, else {@link #askInTurn in its
   * turn}.
   *
   * @return OVERLOAD for each row if there was no room; else as {@link Scorer#scoreAll}
   */
  public Ended ask(List<Features> rows, Duration budget, Allowance allowed) {
    Begun begun = begin(rows, budget, allowed);
    return begun == null ? askInTurn(rows, budget, allowed, System.nanoTime()) : Ended.of(begun);
  }

  /**
   * Begins to answer the rows, if there is room for a call at once. It has the whole of the budget.
   *
   * @return null if there was no room
   */
  public @Nullable Begun begin(List<Features> rows, Duration budget, Allowance allowed) {
    int place = capacity.begin(allowed, 0);
    return place == 0 ? null : placed(place, rows, budget, false);
  }

  /**
   * Answers the rows in one call when it is its turn. It may wait for that for half of what is left
   * of its budget, and the call has the rest. What it has waited is not the model's doing: where a
   * call does not usually end in the rest it is not begun, and one that does not is no TIMEOUT.
   * After such a one no other that has waited is begun until a call has shown how the model is:
   * else one that is too slow for its budget would never be held to it while many wait.
   *
   * @param budget from {@code since} on
   * @param since when it was to begin, by {@link System#nanoTime}
   * @return OVERLOAD for each row if it was not begun, or did not end in what its wait had left it;
   *     else as {@link Scorer#scoreAll}
   */
  public Ended askInTurn(List<Features> rows, Duration budget, Allowance allowed, long since) {
    Duration left = budget.minusNanos(System.nanoTime() - since);
    int place = capacity.begin(allowed, Math.min(allowed.waitNanos(), half(left)));
    if (place == 0) {
      return full(rows);
    }
    long waited = System.nanoTime() - since;
    boolean cut = waited >= SOME_NANOS;
    Duration rest = cut ? budget.minusNanos(waited) : budget;
    if (cut && (capacity.inDoubt() || !capacity.usuallySuffices(rest))) {
      Ended refused = full(rows);
      capacity.end(place, 0, rows.size(), refused.outcomes());
      return refused;
    }
    return Ended.of(placed(place, rows, rest, cut));
  }

  private Begun placed(int place, List<Features> rows, Duration budget, boolean cut) {
    Begun call = null;
    try {
      call = scorer.begin(rows, budget);
      return new Placed(capacity, place, rows.size(), cut, call);
    } finally {
      if (call == null) {
        // Against its contract; the place must not be lost for it.
        capacity.end(place, 0, rows.size(), null);
      }
    }
  }

  private static Ended full(List<Features> rows) {
    return new Ended(
        Collections.nCopies(
            rows.size(),
            new Outcome.Failed(Reason.OVERLOAD, "as many calls as there may be were under way")),
        0);
  }

  /** Half of a time in nanoseconds; 0 if there is none. */
  private static long half(Duration left) {
    // A day is for ever, and does not overflow.
    return left.toDays() > 0 ? Duration.ofDays(1).toNanos() : Math.max(0, left.toNanos() / 2);
  }

  @Override
  public void close() {
    scorer.close();
  }
}
