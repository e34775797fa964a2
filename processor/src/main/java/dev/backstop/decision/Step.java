package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.policy.Tier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a case needs next. */
public sealed interface Step {

  /** Every tier tried or skipped so far, those passed by on the way to this step included. */
  List<Attempt> attempts();

  /** Ask this model, or these. The case carries the tiers passed by on the way to it. */
  record Ask(Case on, Tier.Asking tier) implements Step {
    @Override
    public List<Attempt> attempts() {
      return on.attempts();
    }
  }

  /**
   * Ask a person.
   *
   * @param room the review is opened only where fewer are open; null: wherever
   */
  record Review(Case on, Tier.Human tier, @Nullable Integer room) implements Step, Passing {
    @Override
    public List<Attempt> attempts() {
      return on.attempts();
    }
  }

  /** Nothing: it is decided. */
  record Decide(Decision decision) implements Step {
    @Override
    public List<Attempt> attempts() {
      return decision.attempts();
    }
  }
}
