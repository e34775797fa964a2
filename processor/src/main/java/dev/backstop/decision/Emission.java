package dev.backstop.decision;

import dev.backstop.control.Control;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Decision;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.AnswerReport;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.InputReport;
import dev.backstop.incident.Incident;
import dev.backstop.incident.TrafficReport;
import dev.backstop.judge.Comparison;
import dev.backstop.judge.Evidence;
import dev.backstop.judge.ShadowRequest;
import dev.backstop.playbook.Run;
import dev.backstop.policy.Tier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What leaves the topology: each alternative has its own topic. */
public sealed interface Emission extends Passing {

  /** The record that this came of. */
  SourcePosition source();

  /**
   * An answer, for the decisions topic, and with it the question of the audit panel, if the request
   * is on it. The answer leaves in any case.
   */
  record Decided(Decision decision, Optional<ReviewTask> panel) implements Emission {
    /** An answer that nobody is asked about. */
    public Decided(Decision decision) {
      this(decision, Optional.empty());
    }

    @Override
    public SourcePosition source() {
      return decision.source();
    }
  }

  /** A question beside a decision, for the reviews topic. */
  record Audited(ReviewTask task) implements Emission {
    @Override
    public SourcePosition source() {
      return task.source();
    }
  }

  /** What a person said of a request, for the feedback topic. */
  record Labelled(LabelledExample example) implements Emission {
    @Override
    public SourcePosition source() {
      return example.source();
    }
  }

  /**
   * A request that a model has answered, for the shadow topic, where the other one is asked.
   * Nothing depends on it.
   */
  record Shadowed(ShadowRequest request) implements Emission {
    @Override
    public SourcePosition source() {
      return request.source();
    }
  }

  /** Two models' answers to the same request, for the comparisons topic. */
  record Compared(Comparison comparison) implements Emission {
    @Override
    public SourcePosition source() {
      return comparison.source();
    }
  }

  /**
   * What is known of a candidate, for the evidence topic.
   *
   * @param source the last request that it came of
   */
  record Judged(Evidence evidence, SourcePosition source) implements Emission {}

  /** How calls of a model have ended, for the health topic. */
  record Reported(CallReport report) implements Emission {
    @Override
    public SourcePosition source() {
      return report.source();
    }
  }

  /** What became of one answer of a model, for the health topic. */
  record Reviewed(AnswerReport report) implements Emission {
    @Override
    public SourcePosition source() {
      return report.source();
    }
  }

  /** What a model was asked, for the health topic. */
  record Observed(InputReport report) implements Emission {
    @Override
    public SourcePosition source() {
      return report.source();
    }
  }

  /**
   * What this instance has counted, for the health topic.
   *
   * @param source the place of no request: all of them together
   */
  record Counted(TrafficReport report, SourcePosition source) implements Emission {}

  /**
   * A breaker that has moved, for the tier-status topic.
   *
   * @param source the last request that it came of
   */
  record Moved(BreakerNews news, SourcePosition source) implements Emission {}

  /**
   * An incident that has changed, for the incidents topic.
   *
   * @param source the last request that was heard of
   */
  record Recorded(Incident incident, SourcePosition source) implements Emission {}

  /**
   * A run of a playbook that has come further, for the playbook-runs topic.
   *
   * @param source the last request that was heard of
   */
  record Ran(Run run, SourcePosition source) implements Emission {}

  /**
   * A control that a playbook wants, for the controls topic.
   *
   * @param signature of this instance, for the playbook; null if it has no key for that
   * @param source the last request that was heard of
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared with nothing.
  record Wanted(Control control, byte @Nullable [] signature, SourcePosition source)
      implements Emission {}

  /**
   * What was known under this record's key is known no more.
   *
   * @param source the last request that it came of
   */
  record Forgotten(Known known, SourcePosition source) implements Emission {

    /** What it was. */
    public enum Known {
      /** What was found about a candidate that nobody tries any more, on the evidence topic. */
      CANDIDATE,
      /** A breaker that nobody goes by any more, on the tier-status topic. */
      BREAKER
    }
  }

  /** A case for a later model tier, for the secondary topic. */
  record Escalated(Case on, Tier.Asking to) implements Emission {
    @Override
    public SourcePosition source() {
      return on.source();
    }
  }

  /**
   * A question to a person, for the reviews topic, and with it the decision that holds until then,
   * if one is wanted. They leave together or not at all.
   */
  record Asked(ReviewTask task, Optional<Decision> provisional) implements Emission {
    @Override
    public SourcePosition source() {
      return task.source();
    }
  }

  /** A record that cannot go on, for the dead-letters topic. */
  record Dropped(DeadLetter letter) implements Emission {
    @Override
    public SourcePosition source() {
      return letter.record().source();
    }
  }

  /** Something worth knowing, for the audit topic. */
  record Noted(AuditEvent event) implements Emission {
    @Override
    public SourcePosition source() {
      return event.source();
    }
  }

  /**
   * A record that came to the wrong partition, for its own topic once more: clients of other
   * languages hash keys differently.
   */
  record Rerouted(Kind kind, RawRecord record) implements Emission {
    @Override
    public SourcePosition source() {
      return record.source();
    }

    /** What it is. */
    public enum Kind {
      REQUEST,
      VERDICT
    }
  }
}
