package dev.backstop.model;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A scorer without an engine: logits 0 and x0 + x1, like the package {@code linear}. A row without
 * x0 or x1 fails with INVALID_INPUT. A test can make its calls hang.
 */
public final class FakeScorer implements Scorer {

  private static final ScoreDecoder DECODER =
      new ScoreDecoder(new Output(Output.Kind.LOGITS, List.of("no", "yes"), 1));

  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger closings = new AtomicInteger();
  private final AtomicInteger usesAfterClose = new AtomicInteger();
  private volatile @Nullable CountDownLatch hold;

  @Override
  public List<Outcome> scoreAll(List<Features> rows) {
    calls.incrementAndGet();
    waitIfHeld();
    if (closings.get() > 0) {
      usesAfterClose.incrementAndGet();
    }
    return rows.stream().map(FakeScorer::answer).toList();
  }

  @Override
  public void close() {
    closings.incrementAndGet();
  }

  /** Makes calls that begin from now on hang until {@link #release}. */
  public void hold() {
    hold = new CountDownLatch(1);
  }

  /** Lets hanging calls go on. */
  public void release() {
    CountDownLatch held = hold;
    hold = null;
    if (held != null) {
      held.countDown();
    }
  }

  /** How many calls have begun. */
  public int calls() {
    return calls.get();
  }

  public int closings() {
    return closings.get();
  }

  public int usesAfterClose() {
    return usesAfterClose.get();
  }

  private void waitIfHeld() {
    CountDownLatch held = hold;
    boolean waiting = held != null;
    while (waiting && held != null) {
      try {
        waiting = !held.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        // Like a native call: an interrupt changes nothing.
        waiting = true;
      }
    }
  }

  private static Outcome answer(Features row) {
    if (row.get("x0") instanceof Double x0 && row.get("x1") instanceof Double x1) {
      return DECODER.decode(new float[] {0, (float) (x0 + x1)}, 0);
    }
    return new Outcome.Failed(Reason.INVALID_INPUT, "x0: missing");
  }
}
