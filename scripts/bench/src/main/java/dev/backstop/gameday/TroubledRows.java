package dev.backstop.gameday;

import dev.backstop.verify.plan.Trouble;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Features that both of the verifier's models are sure of, and that tell the first what to do. So
 * the model fails for real requests, in the real call, without a process being touched.
 */
final class TroubledRows implements Supplier<Map<String, Object>> {

  private static final int VARIETY = 8;

  private final AtomicInteger next = new AtomicInteger();
  private volatile Trouble trouble = Trouble.NONE;

  /** From the next request on. */
  void tell(Trouble told) {
    trouble = told;
  }

  @Override
  public Map<String, Object> get() {
    int row = Math.floorMod(next.getAndIncrement(), VARIETY);
    // From 2 on the model is sure with .88; half of the rows are sure of the other label.
    double logit = (row % 2 == 0 ? 1 : -1) * (2 + .25 * row);
    return Map.of("x", logit, "trouble", trouble.feature(), "y", logit, "laterTrouble", 0.0);
  }
}
