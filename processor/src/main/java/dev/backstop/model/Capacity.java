package dev.backstop.model;

import static java.time.temporal.ChronoUnit.MICROS;

import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.guard.AdaptiveLimit;
import dev.backstop.guard.CallOutcome;
import dev.backstop.guard.LatencyQuantile;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many calls of one model are under way on this instance, how many there may be, and how long
 * they take. Safe for all threads at once.
 *
 * <p>A call takes a compare-and-set to begin and one to end, and allocates next to nothing, unless
 * it has to wait. What is learnt of it is noted under a flag that nobody waits for: of two calls
 * that end in the same instant one goes unnoted, which neither a limit nor a quantile notices.
 *
 * <p>How long calls take is learnt of calls of one row. A batch takes what time it is given rows
 * for, and one that fails is none of its rows' last word: it counts only where it ended well.
 */
public final class Capacity {

  private static final double USUAL = .95;
  private static final double BACKOFF = .9;

  /** A waiting call looks so often whether the limit has grown; the end of a call wakes it. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final LongSupplier nanos;
  private final AtomicInteger underWay = new AtomicInteger();
  private final ConcurrentLinkedQueue<Thread> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean noting = new AtomicBoolean();
  private final AdaptiveLimit adaptive;
  private final LatencyQuantile times = new LatencyQuantile(USUAL);
  private final LatencyQuantile batches = new LatencyQuantile(USUAL);
  private volatile int limit;
  private volatile Usual usual = Usual.UNKNOWN;
  private volatile boolean inDoubt;

  /**
   * What calls usually take, as it was last found.
   *
   * @param interval of the quantile's, in which that was
   */
  private record Usual(OptionalLong micros, long interval) {
    private static final Usual UNKNOWN = new Usual(OptionalLong.empty(), Long.MIN_VALUE);

    /** Empty once the quantile would know nothing of those calls any more. */
    OptionalLong in(long present) {
      return present - 1 > interval ? OptionalLong.empty() : micros;
    }
  }

  /**
   * @param most calls at once, however well they end: the number of workers
   */
  public Capacity(int most) {
    this(most, System::nanoTime);
  }

  Capacity(int most, LongSupplier nanos) {
    this.nanos = nanos;
    this.adaptive = new AdaptiveLimit(1, most, most, BACKOFF);
    this.limit = most;
  }

  /**
   * Begins a call; {@link #end} must follow unless there was no room.
   *
   * @param waitNanos how long it may wait for its turn
   * @return how many are under way now, this one included; 0 if there was no room in time
   */
  int begin(Allowance allowed, long waitNanos) {
    int began = tryBegin(allowed);
    return began > 0 || waitNanos <= 0 ? began : await(allowed, waitNanos);
  }

  /**
   * Ends a call.
   *
   * @param began what {@link #begin} has returned
   * @param tookNanos how long it took
   * @param rows how many it asked about
   * @param outcomes what came of it, a row each; null if it threw
   */
  void end(int began, long tookNanos, int rows, @Nullable List<Outcome> outcomes) {
    underWay.decrementAndGet();
    wakeNext();
    CallOutcome how = how(rows, outcomes);
    if (how != null && rows == 1 && inDoubt) {
      inDoubt = false;
    }
    if (how != null && noting.compareAndSet(false, true)) {
      try {
        note(began, how, tookNanos, rows);
      } finally {
        noting.set(false);
      }
    }
  }

  /** A call has not ended in what its wait had left it, for which nobody can tell whose fault. */
  void ranOut() {
    inDoubt = true;
  }

  /** Whether a call has run out, and none of one row has ended since that says something. */
  boolean inDoubt() {
    return inDoubt;
  }

  /** Calls under way. */
  public int underWay() {
    return underWay.get();
  }

  /** How many calls at once the adaptive limit allows. */
  public int limit() {
    return limit;
  }

  /**
   * What 95 in 100 calls of one row took at the most, of the last ten to twenty seconds, in
   * microseconds; where those are too few what batches took, and empty where these are too.
   */
  public OptionalLong usualMicros() {
    long nowMillis = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
    long present = LatencyQuantile.interval(nowMillis);
    if (usual.interval() != present && noting.compareAndSet(false, true)) {
      try {
        learn(nowMillis);
      } finally {
        noting.set(false);
      }
    }
    return usual.in(present);
  }

  /** Whether a call of one row usually ends in the time; what is not known is taken to. */
  public boolean usuallySuffices(Duration left) {
    if (left.isZero() || left.isNegative()) {
      return false;
    }
    OptionalLong micros = usualMicros();
    return micros.isEmpty() || left.compareTo(Duration.of(micros.getAsLong(), MICROS)) >= 0;
  }

  /** Only while {@code noting} is held. */
  private void note(int began, CallOutcome how, long tookNanos, int rows) {
    long now = nanos.getAsLong();
    long nowMillis = TimeUnit.NANOSECONDS.toMillis(now);
    adaptive.ended(how, TimeUnit.NANOSECONDS.toMillis(now - tookNanos), nowMillis, began);
    limit = adaptive.limit();
    (rows == 1 ? times : batches).record(TimeUnit.NANOSECONDS.toMicros(tookNanos), nowMillis);
    learn(nowMillis);
  }

  /** Only while {@code noting} is held. Others read what is found without holding it. */
  private void learn(long nowMillis) {
    OptionalLong micros = times.value(nowMillis);
    if (micros.isEmpty()) {
      // One row takes no longer than many. Else a load that comes in batches alone would leave
      // requests with little time unasked, and with them what shows how little it takes.
      micros = batches.value(nowMillis);
    }
    long present = LatencyQuantile.interval(nowMillis);
    Usual before = usual;
    // Nearly always it is the same, and nothing is made.
    if (before.interval() != present || !before.micros().equals(micros)) {
      usual = new Usual(micros, present);
    }
  }

  private int tryBegin(Allowance allowed) {
    int most = allowed.adaptive() ? Math.min(limit, allowed.calls()) : allowed.calls();
    int before = underWay.get();
    while (before < most) {
      if (underWay.compareAndSet(before, before + 1)) {
        return before + 1;
      }
      before = underWay.get();
    }
    return 0;
  }

  private int await(Allowance allowed, long waitNanos) {
    Thread caller = Thread.currentThread();
    long from = nanos.getAsLong();
    boolean interrupted = false;
    waiting.add(caller);
    int began = tryBegin(allowed);
    long left = waitNanos;
    while (began == 0 && left > 0) {
      LockSupport.parkNanos(this, Math.min(left, LOOK_NANOS));
      interrupted |= Thread.interrupted();
      began = tryBegin(allowed);
      left = waitNanos - (nanos.getAsLong() - from);
    }
    waiting.remove(caller);
    // Whoever ended a call may have woken this one, which had its turn already.
    wakeNext();
    if (interrupted) {
      caller.interrupt();
    }
    return began;
  }

  private void wakeNext() {
    Thread next = waiting.peek();
    if (next != null) {
      LockSupport.unpark(next);
    }
  }

  /** What the end of a call says of the room there is; null if it says nothing. */
  private static @Nullable CallOutcome how(int rows, @Nullable List<Outcome> outcomes) {
    CallOutcome failed = rows == 1 ? CallOutcome.FAILED : null;
    if (outcomes == null) {
      return failed;
    }
    if (outcomes.isEmpty() || !(outcomes.get(0) instanceof Outcome.Failed first)) {
      return CallOutcome.OK;
    }
    Reason reason = first.reason();
    if (reason == Reason.OVERLOAD || reason == Reason.BREAKER_OPEN) {
      return null;
    }
    // A time-out is that of the whole call, whose rows are asked again; an error that of a row.
    return reason == Reason.TIMEOUT || (reason == Reason.ERROR && rows == 1)
        ? failed
        : CallOutcome.OK;
  }
}
