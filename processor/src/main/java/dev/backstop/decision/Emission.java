package dev.backstop.decision;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Decision;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.ReviewTask;
import dev.backstop.policy.Tier;
import java.util.Optional;

/** What leaves the topology: each alternative has its own topic. */
public sealed interface Emission extends Passing {

  /** An answer, for the decisions topic. */
  record Decided(Decision decision) implements Emission {}

  /** A case for a later model tier, for the secondary topic. */
  record Escalated(Case on, Tier.Asking to) implements Emission {}

  /**
   * A question to a person, for the reviews topic, and with it the decision that holds until then,
   * if one is wanted. They leave together or not at all.
   */
  record Asked(ReviewTask task, Optional<Decision> provisional) implements Emission {}

  /** A record that cannot go on, for the dead-letters topic. */
  record Dropped(DeadLetter letter) implements Emission {}

  /** Something worth knowing, for the audit topic. */
  record Noted(AuditEvent event) implements Emission {}

  /**
   * A record that came to the wrong partition, for its own topic once more: clients of other
   * languages hash keys differently.
   */
  record Rerouted(Kind kind, RawRecord record) implements Emission {

    /** What it is. */
    public enum Kind {
      REQUEST,
      VERDICT
    }
  }
}
