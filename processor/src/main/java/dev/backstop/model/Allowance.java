package dev.backstop.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a call of a model is made.
 *
 * @param calls how many calls of the model may be under way at once, this one included
 * @param adaptive whether they may be as many at most as the model's adaptive limit says
 * @param waitNanos how long it may wait for its turn, in nanoseconds; never longer than half of its
 *     budget, whatever this is
 */
public record Allowance(int calls, boolean adaptive, long waitNanos) {

  /** For calls whose answers nobody waits for: they take what room is left. */
  public static final Allowance BESIDE = new Allowance(Integer.MAX_VALUE, true, 0);

  /**
   * For calls that somebody waits for.
   *
   * @param calls of its tier; null for any number
   */
  public static Allowance inTurn(@Nullable Integer calls, boolean adaptive) {
    return new Allowance(calls == null ? Integer.MAX_VALUE : calls, adaptive, Long.MAX_VALUE);
  }

  /** The same for a call that may wait for this long at the most. */
  public Allowance waiting(Duration most) {
    return new Allowance(calls, adaptive, Math.min(waitNanos, Math.max(0, most.toNanos())));
  }
}
