package dev.backstop.decision;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Decision;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.ReviewTask;
import dev.backstop.policy.Tier;

/** What leaves the topology: each alternative has its own topic. */
public sealed interface Emission extends Passing {

  /** An answer, for the decisions topic. */
  record Decided(Decision decision) implements Emission {}

  /** A case for a later model tier, for the secondary topic. */
  record Escalated(Case on, Tier.Model to) implements Emission {}

  /** A question to a person, for the reviews topic. */
  record Asked(ReviewTask task) implements Emission {}

  /** A record that cannot go on, for the dead-letters topic. */
  record Dropped(DeadLetter letter) implements Emission {}

  /** Something worth knowing, for the audit topic. */
  record Noted(AuditEvent event) implements Emission {}

  /**
   * A verdict that came to the wrong partition, for the verdicts topic once more: clients of other
   * languages hash keys differently.
   */
  record Rerouted(RawRecord verdict) implements Emission {}
}
