package dev.backstop.model;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One call of a {@link BoundedScorer}, between the thread that waits and the one that works. */
final class Call {

  /** How the race between the end of the work and the end of the budget went. */
  enum State {
    RUNNING,
    /** The work ended in time. */
    ENDED,
    /** The budget ended first; another worker has taken this one's place. */
    REPLACED,
    /** The budget ended first; the worker is missing until the work ends. */
    LEFT
  }

  /** Tells a worker to end. */
  static final Call RETIRE = new Call(List.of());

  final List<Features> rows;
  private final Thread caller = Thread.currentThread();
  private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
  private long answeredAt;
  private volatile @Nullable List<Outcome> answer;

  Call(List<Features> rows) {
    this.rows = rows;
  }

  /** Settles the call, once; false if it was settled already. */
  boolean end(State how) {
    return state.compareAndSet(State.RUNNING, how);
  }

  /** When the answer was there, by {@link System#nanoTime}; read it after the answer. */
  long answeredAt() {
    return answeredAt;
  }

  boolean isReplaced() {
    return state.get() == State.REPLACED;
  }

  void answer(List<Outcome> given) {
    answeredAt = System.nanoTime();
    answer = given;
    LockSupport.unpark(caller);
  }

  /**
   * Waits for the answer.
   *
   * @param abandon asked when the budget is used up; false if the answer is about to come after all
   * @return null if the call was abandoned
   */
  @Nullable List<Outcome> await(long budgetNanos, Predicate<Call> abandon) {
    long began = System.nanoTime();
    boolean interrupted = false;
    boolean waiting = true;
    while (answer == null && waiting) {
      long left = budgetNanos - (System.nanoTime() - began);
      if (left > 0) {
        LockSupport.parkNanos(this, left);
        interrupted |= Thread.interrupted();
      } else if (abandon.test(this)) {
        waiting = false;
      } else {
        Thread.onSpinWait();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return answer;
  }
}
