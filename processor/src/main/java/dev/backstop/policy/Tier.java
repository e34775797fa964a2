package dev.backstop.policy;

import dev.backstop.domain.TierKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** One step of the ladder. */
public sealed interface Tier {

  String name();

  TierKind kind();

  /**
   * A model answers.
   *
   * @param model name of the model package
   * @param threshold least confidence accepted, 0 to 1; a confidence equal to it is accepted
   * @param budget time one call may take
   * @param enabled false: passed by with POLICY_FORCED
   */
  record Model(String name, String model, double threshold, Duration budget, boolean enabled)
      implements Tier {
    @Override
    public TierKind kind() {
      return TierKind.MODEL;
    }
  }

  /**
   * A person answers.
   *
   * @param labels what a verdict may choose from
   * @param takeWithin how soon somebody should begin
   * @param finishWithin how long the answer may take, at most until the request's deadline
   * @param priority smaller is more urgent
   * @param hidden features a reviewer must not see
   */
  record Human(
      String name,
      List<String> labels,
      Duration takeWithin,
      Duration finishWithin,
      int priority,
      Set<String> hidden)
      implements Tier {
    @Override
    public TierKind kind() {
      return TierKind.HUMAN;
    }
  }

  /** A declared answer stands. It is always marked degraded. */
  record Default(String name, String label) implements Tier {
    @Override
    public TierKind kind() {
      return TierKind.DEFAULT;
    }
  }
}
