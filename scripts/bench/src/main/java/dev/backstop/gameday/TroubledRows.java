package dev.backstop.gameday;

import dev.backstop.verify.plan.Trouble;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Features that the verifier's models are sure of, and that tell the first what to do. So the model
 * fails for real requests, in the real call, without a process being touched.
 *
 * <p>Of one row in eight only the second model is sure, as in any ladder: a next tier that has
 * never had anything to do would be another exercise.
 */
final class TroubledRows implements Supplier<Map<String, Object>> {

  private static final int VARIETY = 8;

  /** A confidence of .62, below the threshold of .80. */
  private static final double UNSURE = .5;

  private final AtomicInteger next = new AtomicInteger();
  private volatile Trouble trouble = Trouble.NONE;

  /** From the next request on. */
  void tell(Trouble told) {
    trouble = told;
  }

  @Override
  public Map<String, Object> get() {
    int row = Math.floorMod(next.getAndIncrement(), VARIETY);
    // From 2 on a model is sure with .88; half of the rows are sure of the other label.
    double sure = (row % 2 == 0 ? 1 : -1) * (2 + .25 * row);
    double first = row == 0 ? UNSURE : sure;
    return Map.of("x", first, "trouble", trouble.feature(), "y", sure, "laterTrouble", 0.0);
  }
}
