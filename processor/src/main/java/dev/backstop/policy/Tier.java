package dev.backstop.policy;

import dev.backstop.domain.TierKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** One step of the ladder. */
public sealed interface Tier {

  String name();

  TierKind kind();

  /** False: the policy has it passed by with POLICY_FORCED. */
  default boolean enabled() {
    return true;
  }

  /**
   * Rules answer, or say who must.
   *
   * @param rules in the order in which they are tried; the first whose condition holds applies
   * @param degraded whether an answer given here is not what the ladder is meant to give
   */
  record Rules(String name, List<Rule> rules, boolean degraded, boolean enabled) implements Tier {
    public Rules {
      rules = List.copyOf(rules);
    }

    @Override
    public TierKind kind() {
      return TierKind.RULES;
    }
  }

  /**
   * A model answers.
   *
   * @param model the model, by the name that the policy gives it: {@code name} or {@code
   *     name@version}
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

    /** What is asked, whatever the answer is then held to. */
    public Question question() {
      return new Question(name, model, budget);
    }

    /** Cases with the same question can be put to the model in one call. */
    public record Question(String tier, String model, Duration budget) {}
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
