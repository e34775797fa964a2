package dev.backstop.policy;

import dev.backstop.domain.TierKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One step of the ladder. */
public sealed interface Tier {

  String name();

  TierKind kind();

  /** False: passed by with POLICY_FORCED. */
  boolean enabled();

  /** A tier that asks models. */
  sealed interface Asking extends Tier {

    /** The names of the models it asks. */
    List<String> models();

    /** Least confidence accepted, 0 to 1; a confidence equal to it is accepted. */
    double threshold();

    /** Time its calls may take together. */
    Duration budget();

    Terms terms();

    @Override
    default boolean enabled() {
      return terms().enabled();
    }

    /** What is asked, whatever the answer is then held to. */
    default Question question() {
      return new Question(name(), models(), budget(), terms().bounds().calls());
    }

    /**
     * Cases with the same question can be put to the models in common calls.
     *
     * @param calls how many calls of each model may be under way at once; null for any number
     */
    record Question(String tier, List<String> models, Duration budget, @Nullable Integer calls) {

      /**
       * What the next of several models may take of the time that is left, so that one that hangs
       * leaves the others theirs.
       *
       * @param asked how many have been asked already
       */
      public Duration share(Duration left, int asked) {
        return left.dividedBy(models.size() - asked);
      }
    }
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
   */
  record Model(String name, String model, double threshold, Duration budget, Terms terms)
      implements Asking {

    public Model(String name, String model, double threshold, Duration budget, boolean enabled) {
      this(name, model, threshold, budget, Terms.enabled(enabled));
    }

    @Override
    public TierKind kind() {
      return TierKind.MODEL;
    }

    @Override
    public List<String> models() {
      return List.of(model);
    }
  }

  /**
   * Several models answer, and their answers are made one.
   *
   * @param models in the order in which they are asked; no model twice
   * @param minimum how many must answer for the others to be combined; the tier gives no answer
   *     below that
   * @param threshold least confidence of the combined answer that is accepted
   * @param budget time all calls together may take
   */
  record Ensemble(
      String name,
      List<String> models,
      Combination combination,
      int minimum,
      double threshold,
      Duration budget,
      Terms terms)
      implements Asking {
    public Ensemble {
      models = List.copyOf(models);
    }

    @Override
    public TierKind kind() {
      return TierKind.ENSEMBLE;
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
   * @param reviewers so many different ones must give the same answer: 1, or 2 for four eyes
   */
  record Human(
      String name,
      List<String> labels,
      Duration takeWithin,
      Duration finishWithin,
      int priority,
      Set<String> hidden,
      int reviewers,
      Terms terms)
      implements Tier {

    public Human(
        String name,
        List<String> labels,
        Duration takeWithin,
        Duration finishWithin,
        int priority,
        Set<String> hidden) {
      this(name, labels, takeWithin, finishWithin, priority, hidden, 1, Terms.PLAIN);
    }

    @Override
    public boolean enabled() {
      return terms.enabled();
    }

    @Override
    public TierKind kind() {
      return TierKind.HUMAN;
    }
  }

  /** A declared answer stands. It is always marked degraded. */
  record Default(String name, String label, boolean enabled) implements Tier {

    public Default(String name, String label) {
      this(name, label, true);
    }

    @Override
    public TierKind kind() {
      return TierKind.DEFAULT;
    }
  }
}
