package dev.backstop.model;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Gives a scorer a time budget. A native call cannot be interrupted, so each call runs on a worker
 * thread, and the caller waits for it no longer than the budget.
 *
 * <p>On a time-out the rows fail with TIMEOUT, and the worker is abandoned to its call and
 * replaced. While {@code maxAbandoned} calls are abandoned, or no worker is free because of one,
 * rows fail at once with BREAKER_OPEN; where all workers are busy and none hangs, with OVERLOAD.
 * When an abandoned call ends, its thread ends and there is room again.
 *
 * <p>A batch, a call of several rows, is refused with BREAKER_OPEN while any call is abandoned, and
 * an abandoned batch does not count against {@code maxAbandoned}: a batch that one row holds up
 * must not keep the other rows from being asked alone. So at most {@code 2 × workers +
 * maxAbandoned} calls run in the delegate at any time.
 *
 * <p>Closing: new calls fail with ERROR; the delegate is closed by the last worker to end, which is
 * at once unless a call is under way. An interrupt of the caller does not end its wait, which the
 * budget bounds; the flag is kept.
 */
public final class BoundedScorer implements Scorer {

  private final String name;
  private final Scorer delegate;
  private final Abandoned single;
  private final Abandoned batches;
  private final Duration budget;
  private final ConcurrentLinkedDeque<Worker> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger living = new AtomicInteger();
  private final AtomicInteger started = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @param name names the threads
   * @param workers how many calls may be under way at once: the number of threads that call
   * @param maxAbandoned how many calls may be left behind, at least 1
   * @param budget for calls that name none
   */
  public BoundedScorer(
      String name, Scorer delegate, int workers, int maxAbandoned, Duration budget) {
    if (workers < 1 || maxAbandoned < 1) {
      throw new IllegalArgumentException(
          "workers and maxAbandoned must be 1 or more, but are " + workers + ", " + maxAbandoned);
    }
    this.name = name;
    this.delegate = delegate;
    this.single = new Abandoned(maxAbandoned);
    this.batches = new Abandoned(workers);
    this.budget = budget;
    for (int i = 0; i < workers; i++) {
      addWorker();
    }
  }

  @Override
  public List<Outcome> scoreAll(List<Features> rows) {
    return scoreAll(rows, budget);
  }

  @Override
  public List<Outcome> scoreAll(List<Features> rows, Duration budget) {
    return begin(rows, budget).await();
  }

  @Override
  public Begun begin(List<Features> rows, Duration budget) {
    if (rows.isEmpty()) {
      return new Deferred(List::of);
    }
    if (budget.isNegative() || budget.isZero()) {
      return new Deferred(() -> all(rows, Reason.TIMEOUT, "no time was left"));
    }
    Worker worker = admits(rows) ? idle.pollFirst() : null;
    if (worker == null) {
      List<Outcome> refused = refused(rows);
      return new Deferred(() -> refused);
    }
    Given given = new Given(new Call(rows), budget);
    worker.give(given.call);
    return given;
  }

  private List<Outcome> refused(List<Features> rows) {
    if (closed) {
      return all(rows, Reason.ERROR, "the model has been closed");
    }
    return abandoned() > 0
        ? all(rows, Reason.BREAKER_OPEN, "a worker is still busy with an earlier call")
        : all(rows, Reason.OVERLOAD, "all workers are busy");
  }

  /** How many calls were left behind and are still running. */
  public int abandoned() {
    return single.count() + batches.count();
  }

  @Override
  public void close() {
    closed = true;
    retireIdle();
  }

  private static List<Outcome> all(List<Features> rows, Reason reason, String detail) {
    return Collections.nCopies(rows.size(), new Outcome.Failed(reason, detail));
  }

  private static long nanos(Duration budget) {
    // A year is for ever, and does not overflow.
    return budget.compareTo(Duration.ofDays(365)) < 0 ? budget.toNanos() : Long.MAX_VALUE / 4;
  }

  private void addWorker() {
    living.incrementAndGet();
    Worker worker = new Worker(name + "-model-" + started.incrementAndGet());
    worker.thread.start();
    free(worker);
  }

  private void free(Worker worker) {
    // The worker used last goes first: its caches are warm, and it may not have parked yet.
    idle.addFirst(worker);
    if (closed) {
      retireIdle();
    }
  }

  private void retireIdle() {
    for (Worker worker = idle.pollFirst(); worker != null; worker = idle.pollFirst()) {
      worker.give(Call.RETIRE);
      gone();
    }
  }

  private void gone() {
    if (living.decrementAndGet() == 0) {
      delegate.close();
    }
  }

  private boolean admits(List<Features> rows) {
    return rows.size() == 1 ? single.hasRoom() : abandoned() == 0;
  }

  private Abandoned abandoned(Call call) {
    return call.rows.size() == 1 ? single : batches;
  }

  /** Leaves a call behind, unless it has ended after all; tells whether it was left. */
  private boolean abandon(Call call) {
    boolean room = abandoned(call).add();
    boolean left = call.end(room ? Call.State.REPLACED : Call.State.LEFT);
    if (room && left) {
      addWorker();
    } else if (room) {
      abandoned(call).remove();
    }
    return left;
  }

  private List<Outcome> run(Call call) {
    try {
      return delegate.scoreAll(call.rows);
    } catch (Throwable e) {
      // The delegate promises not to throw; a caller must not wait in vain if it breaks that.
      return all(call.rows, Reason.ERROR, "the model failed: " + e.getClass().getSimpleName());
    }
  }

  /** A call that a worker has. */
  private final class Given implements Begun {
    private final Call call;
    private final Duration budget;
    private final long began = System.nanoTime();
    private long nanos;

    Given(Call call, Duration budget) {
      this.call = call;
      this.budget = budget;
    }

    @Override
    public List<Outcome> await() {
      long left = BoundedScorer.nanos(budget) - (System.nanoTime() - began);
      List<Outcome> answer = call.await(left, BoundedScorer.this::abandon);
      nanos = (answer == null ? System.nanoTime() : call.answeredAt()) - began;
      return answer != null
          ? answer
          : all(call.rows, Reason.TIMEOUT, "no answer within " + budget.toMillis() + " ms");
    }

    @Override
    public long nanos() {
      return nanos;
    }
  }

  /** How many calls of a kind are left behind and still running, and how many may be. */
  private static final class Abandoned {
    private final int most;
    private final AtomicInteger count = new AtomicInteger();

    Abandoned(int most) {
      this.most = most;
    }

    boolean hasRoom() {
      return count.get() < most;
    }

    boolean add() {
      return count.getAndUpdate(n -> n < most ? n + 1 : n) < most;
    }

    void remove() {
      count.decrementAndGet();
    }

    int count() {
      return count.get();
    }
  }

  private final class Worker implements Runnable {
    private final Thread thread;
    private volatile @Nullable Call mail;

    Worker(String name) {
      thread = new Thread(this, name);
      thread.setDaemon(true);
    }

    /** Only whoever took the worker out of the idle ones may call this. */
    void give(Call call) {
      mail = call;
      LockSupport.unpark(thread);
    }

    @Override
    public void run() {
      for (Call call = next(); call != Call.RETIRE; call = next()) {
        List<Outcome> answer = BoundedScorer.this.run(call);
        boolean inTime = call.end(Call.State.ENDED);
        if (!inTime && call.isReplaced()) {
          gone();
          abandoned(call).remove();
          return;
        }
        // Free before the caller knows: it may call again at once.
        free(this);
        if (inTime) {
          call.answer(answer);
        }
      }
    }

    private Call next() {
      Call call = mail;
      while (call == null) {
        LockSupport.park(this);
        call = mail;
      }
      mail = null;
      return call;
    }
  }
}
