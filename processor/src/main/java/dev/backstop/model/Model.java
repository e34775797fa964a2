package dev.backstop.model;

import dev.backstop.domain.Features;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.guard.ModelReference;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

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
   * Answers the rows in one call, when there is room for it. It may wait for its turn for half of
   * the budget; the call has what is left.
   *
   * @return OVERLOAD for each row if there was no room; else as {@link Scorer#scoreAll}
   */
  public List<Outcome> ask(List<Features> rows, Duration budget, Allowance allowed) {
    long asked = System.nanoTime();
    int place = capacity.begin(allowed, allowed.waits() ? waitNanos(budget) : 0);
    if (place == 0) {
      return full(rows);
    }
    long from = System.nanoTime();
    List<Outcome> outcomes = null;
    try {
      long waited = from - asked;
      outcomes = scorer.scoreAll(rows, waited < SOME_NANOS ? budget : budget.minusNanos(waited));
      return outcomes;
    } finally {
      capacity.end(place, System.nanoTime() - from, outcomes);
    }
  }

  /**
   * The same, without waiting for the answer if there is room at once. Else the call begins when it
   * is awaited: nobody waits for one model while holding a place at another.
   */
  public Begun begin(List<Features> rows, Duration budget, Allowance allowed) {
    long asked = System.nanoTime();
    int place = capacity.begin(allowed, 0);
    if (place == 0) {
      return new Deferred(
          () -> {
            Duration left = budget.minusNanos(System.nanoTime() - asked);
            // Else it would look as if the model had taken the time.
            return left.compareTo(Duration.ZERO) > 0 ? ask(rows, left, allowed) : full(rows);
          });
    }
    return new Placed(capacity, place, scorer.begin(rows, budget));
  }

  private static List<Outcome> full(List<Features> rows) {
    return Collections.nCopies(
        rows.size(),
        new Outcome.Failed(Reason.OVERLOAD, "as many calls as there may be were under way"));
  }

  /** A call that has its place, and gives it back. */
  private record Placed(Capacity capacity, int place, Begun call) implements Begun {
    @Override
    public List<Outcome> await() {
      List<Outcome> outcomes = null;
      try {
        outcomes = call.await();
        return outcomes;
      } finally {
        capacity.end(place, call.nanos(), outcomes);
      }
    }

    @Override
    public long nanos() {
      return call.nanos();
    }
  }

  private static long waitNanos(Duration budget) {
    // A day is for ever, and does not overflow.
    return budget.toDays() > 0 ? Duration.ofDays(1).toNanos() : budget.toNanos() / 2;
  }

  @Override
  public void close() {
    scorer.close();
  }
}
