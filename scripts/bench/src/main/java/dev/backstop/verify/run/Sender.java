package dev.backstop.verify.run;

import dev.backstop.domain.SourcePosition;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.history.Sent;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.RequestPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Sends the plan at a steady rate, and remembers each send. The rate does not follow the answers,
 * but for a limit: on a machine that cannot do it, what is unfinished would grow as long as the run
 * lasts, and no fault would heal. Only its own thread uses the encoder.
 */
final class Sender implements AutoCloseable {
  private static final int TICK_MILLIS = 20;

  /** So many seconds' records may be unfinished: more than a fault leaves behind. */
  private static final int MOST_UNFINISHED_SECONDS = 20;

  /** A send; its fate is unknown until the broker says otherwise. */
  private static final class Sending {
    private final Planned what;
    private Fate fate = Fate.UNKNOWN;
    private @Nullable SourcePosition at;

    Sending(Planned what) {
      this.what = what;
    }
  }

  private final RequestPlan plan;
  private final Board board;
  private final Producer<String, byte @Nullable []> producer;
  private final Wire wire;
  private final Records records;
  private final List<Sending> sendings = new ArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "sender");
            made.setDaemon(true);
            return made;
          });
  private @Nullable ScheduledFuture<?> flow;
  private int next;

  Sender(Site site, String prefix, RequestPlan plan, Board board) {
    this.plan = plan;
    this.board = board;
    this.producer = site.clients().producer();
    this.wire = new Wire(site.registryUrl());
    this.records = new Records(prefix, wire);
  }

  /** Begins, or goes on, with so many records a second. */
  void flow(int rate) {
    Allowance allowance = new Allowance(rate, System.nanoTime());
    flow =
        thread.scheduleAtFixedRate(
            () -> {
              int due = allowance.take(System.nanoTime());
              if (board.unfinished() < MOST_UNFINISHED_SECONDS * rate) {
                for (int i = 0; i < due; i++) {
                  send(plan.record(next++));
                }
              }
            },
            0,
            TICK_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** What a steady rate allows since it was last asked. */
  private static final class Allowance {
    private final int rate;
    private final long begin;
    private long taken;

    Allowance(int rate, long begin) {
      this.rate = rate;
      this.begin = begin;
    }

    int take(long nanos) {
      long due = TimeUnit.NANOSECONDS.toMillis(nanos - begin) * rate / 1000 - taken;
      taken += due;
      return Math.toIntExact(due);
    }
  }

  /** Stops, and waits until the broker has said something to every send, or will not any more. */
  void pause() throws InterruptedException {
    if (flow != null && !flow.cancel(false) && !flow.isCancelled()) {
      throw new IllegalStateException("the sender stopped by itself: a record cannot be made");
    }
    run(producer::flush);
  }

  /** Sends some beside the flow, and returns when they are on their way. */
  void send(List<? extends Planned> some) throws InterruptedException {
    run(() -> some.forEach(this::send));
  }

  private void run(Runnable work) throws InterruptedException {
    try {
      ((ExecutorService) thread).submit(work).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the sender failed", e);
    }
  }

  private void send(Planned planned) {
    Sending sending = new Sending(planned);
    synchronized (sendings) {
      sendings.add(sending);
    }
    Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
    try {
      var unused =
          producer.send(
              records.of(planned, now),
              (place, refused) -> {
                if (refused == null) {
                  SourcePosition at =
                      new SourcePosition(place.topic(), place.partition(), place.offset());
                  fate(sending, Fate.ACKNOWLEDGED, at);
                  board.acknowledged(at, now.toEpochMilli());
                } else if (isBeforeSending(refused)) {
                  fate(sending, Fate.FAILED, null);
                }
              });
    } catch (RuntimeException e) {
      // The producer does not say whether the record has left: unknown it stays.
      if (isBeforeSending(e)) {
        fate(sending, Fate.FAILED, null);
      }
    }
  }

  private static boolean isBeforeSending(Exception refused) {
    return refused instanceof SerializationException || refused instanceof RecordTooLargeException;
  }

  private void fate(Sending sending, Fate fate, @Nullable SourcePosition at) {
    synchronized (sendings) {
      sending.fate = fate;
      sending.at = at;
    }
  }

  /** Every send so far. */
  List<Sent> sent() {
    synchronized (sendings) {
      return sendings.stream().map(one -> new Sent(one.what, one.fate, one.at)).toList();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    producer.close();
    wire.close();
  }
}
