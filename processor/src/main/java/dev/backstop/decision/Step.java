package dev.backstop.decision;

import dev.backstop.domain.Decision;
import dev.backstop.policy.Tier;

/** What a case needs next. */
public sealed interface Step {

  /** Ask this model. The case carries the tiers passed by on the way to it. */
  record Ask(Case on, Tier.Model tier) implements Step {}

  /** Ask a person. */
  record Review(Case on, Tier.Human tier) implements Step, Passing {}

  /** Nothing: it is decided. */
  record Decide(Decision decision) implements Step {}
}
