package dev.backstop.telemetry;

import java.util.List;

/**
 * Every meter of Backstop's own.
 *
 * <p>They balance. At rest, over all instances: {@code backstop.requests} = {@code
 * backstop.decisions} with status FINAL or REJECTED + {@code backstop.pending} + {@code
 * backstop.dead.letters} of every topic but verdicts and those of candidates (shadow, feedback,
 * comparisons) + {@code backstop.duplicates}. While records are under way, the difference is what
 * lies on the secondary and reviews topics. A transaction that is abandoned is counted again when
 * its records are.
 *
 * <p>Requests whose id is that of a drill count in the meters of drills alone.
 *
 * <p>The audit panel stands apart, and balances too: {@code backstop.audit.panel} with result DRAWN
 * = RESOLVED + UNRESOLVED + what is open, which is {@code backstop.audit.open} and those of {@code
 * backstop.pending} that were drawn as well.
 */
public enum Meter {
  REQUESTS("backstop.requests", Kind.COUNTER, "Records read from the requests topic."),
  DUPLICATES(
      "backstop.duplicates",
      Kind.COUNTER,
      "Requests whose id was answered before, inside the duplicate window."),
  ATTEMPTS(
      "backstop.attempts",
      Kind.COUNTER,
      "Tiers tried or skipped; reason OK means the answer was taken.",
      "tier",
      "model",
      "reason"),
  SCORE_LATENCY(
      "backstop.score.latency",
      Kind.TIMER,
      "Time a model tier took for one record.",
      "tier",
      "model"),
  CONFIDENCE(
      "backstop.confidence",
      Kind.SUMMARY,
      "Calibrated confidence of model answers, 0 to 1.",
      "tier",
      "model"),
  BATCH_MEMO(
      "backstop.batch.memo",
      Kind.COUNTER,
      "Questions to a model tier, by whether an answer had been got in a batch ahead: HIT, or why"
          + " not.",
      "tier",
      "result"),
  BATCH_ROWS(
      "backstop.batch.rows",
      Kind.SUMMARY,
      "Rows that one call of a model answered in a batch.",
      "tier",
      "model"),
  ESCALATIONS(
      "backstop.escalations",
      Kind.COUNTER,
      "Cases sent to a later model tier, or back to it while its model is being loaded.",
      "tier"),
  REVIEWS("backstop.reviews", Kind.COUNTER, "Review tasks written."),
  VERDICTS(
      "backstop.verdicts",
      Kind.COUNTER,
      "Verdicts read, by what became of them, but those of drills.",
      "result"),
  PENDING("backstop.pending", Kind.GAUGE, "Requests that wait for a person, on this instance."),
  AUDIT_PANEL(
      "backstop.audit.panel",
      Kind.COUNTER,
      "Requests on the audit panel, by what became of them: DRAWN, and later RESOLVED by a person"
          + " or UNRESOLVED.",
      "result"),
  AUDIT_WEIGHT(
      "backstop.audit.weight",
      Kind.COUNTER,
      "Requests that the labels of the audit panel stand for, 1 / rate each, by whether the answer"
          + " compared was wrong; a question nobody answered in time counts as wrong. source:"
          + " audit, beside a decision, or review, which made it.",
      "policy",
      "tier",
      "source",
      "error"),
  AUDIT_OPEN(
      "backstop.audit.open",
      Kind.GAUGE,
      "Questions of the audit panel that stand open beside a decision, on this instance."),
  DECISIONS(
      "backstop.decisions",
      Kind.COUNTER,
      "Decisions written.",
      "policy",
      "tier",
      "status",
      "reason",
      "degraded"),
  DECISION_LATENCY(
      "backstop.decision.latency",
      Kind.TIMER,
      "Time from the producer's request to the decision.",
      "tier",
      "status"),
  DEAD_LETTERS(
      "backstop.dead.letters",
      Kind.COUNTER,
      "Records that could not be processed.",
      "topic",
      "cause"),
  POLICY_CHANGES(
      "backstop.policy.changes",
      Kind.COUNTER,
      "Policies that this instance was told to work by, by what became of them: ACTIVATED or"
          + " REFUSED.",
      "result"),
  POLICIES_WAITING(
      "backstop.policies.waiting",
      Kind.GAUGE,
      "Policies that this instance was told to work by and whose models it is still loading."),
  CONTROLS_ACTIVE(
      "backstop.controls.active", Kind.GAUGE, "Operators' switches in force, on this instance."),
  CONTROL_CHANGES(
      "backstop.controls.changes",
      Kind.COUNTER,
      "Operators' switches that this instance heard of, by what became of them: SET, CLEARED,"
          + " REFUSED or EXPIRED.",
      "result"),
  SHADOW_REQUESTS(
      "backstop.shadow.requests",
      Kind.COUNTER,
      "Requests for the other of two models, and probes of models that are to come back, by what became of them: ANSWERED or FAILED, or not asked because NOT_LOADED, BUSY, TOO_LARGE or NOT_WRITTEN.",
      "tier",
      "model",
      "result"),
  CANARY_RECORDS(
      "backstop.canary.records",
      Kind.GAUGE,
      "Requests that a candidate and the model in use were both asked about; the same on every"
          + " instance.",
      "policy",
      "version",
      "tier",
      "model",
      "segment"),
  CANARY_EVIDENCE_FOR(
      "backstop.canary.evidence.for",
      Kind.GAUGE,
      "E-value that a candidate is better than the model in use; 20 is enough. The same on every"
          + " instance.",
      "policy",
      "version",
      "tier",
      "model",
      "segment"),
  CANARY_EVIDENCE_AGAINST(
      "backstop.canary.evidence.against",
      Kind.GAUGE,
      "E-value that the model in use is better than a candidate; 20 is enough. The same on every"
          + " instance.",
      "policy",
      "version",
      "tier",
      "model",
      "segment"),
  CANARY_DISAGREEMENT(
      "backstop.canary.disagreement",
      Kind.GAUGE,
      "Log-likelihood ratio of too many disagreements, at which the test ends at 4.595 and at"
          + " -4.595. The same on every instance.",
      "policy",
      "version",
      "tier",
      "model",
      "segment"),
  CANARY_VERDICT(
      "backstop.canary.verdict",
      Kind.GAUGE,
      "What was found about a candidate: 1 for it, -1 against it, 0 nothing yet. The same on every"
          + " instance.",
      "policy",
      "version",
      "tier",
      "model",
      "segment"),
  BREAKER_STATE(
      "backstop.breaker.state",
      Kind.GAUGE,
      "Where the breaker of a model stands: 1 at its state, which is closed, open, shadow or ramp,"
          + " and 0 at the others. The same on every instance.",
      "model",
      "segment",
      "state"),
  BREAKER_TRANSITIONS(
      "backstop.breaker.transitions",
      Kind.COUNTER,
      "Moves of a breaker that this instance heard of, by the state that it came to; each share of"
          + " a ramp is one.",
      "model",
      "segment",
      "to"),
  RISK_LEVEL(
      "backstop.risk.level",
      Kind.GAUGE,
      "How the answers of a model stand against the share of wrong ones that its policy tolerates,"
          + " by the labels of the audit panel: 1 at its level, which is normal, spike or degraded,"
          + " and 0 at the others. The same on every instance.",
      "model",
      "segment",
      "level"),
  DEGRADATION_LEVEL(
      "backstop.degradation.level",
      Kind.GAUGE,
      "How much of what a domain's policy means to have is away: 0 nothing, 1 quiet degradation, 2"
          + " partial function, 3 full escalation. The same on every instance.",
      "domain"),
  INCIDENTS(
      "backstop.incidents",
      Kind.COUNTER,
      "Incidents that this instance wrote: OPENED or CLOSED.",
      "result"),
  INCIDENTS_OPEN(
      "backstop.incidents.open",
      Kind.GAUGE,
      "Open incidents; on the instance that writes them, 0 on the others."),
  PLAYBOOK_RUNS(
      "backstop.playbook.runs",
      Kind.COUNTER,
      "Runs of playbooks that this instance wrote, by each state that they came to.",
      "playbook",
      "state"),
  PLAYBOOK_NOTICES(
      "backstop.playbook.notices",
      Kind.COUNTER,
      "Notices of playbooks that this instance posted: TAKEN or FAILED.",
      "result"),
  DRILL_REQUESTS(
      "backstop.drill.requests",
      Kind.COUNTER,
      "Records of drills that were taken; no other meter counts them.",
      "scenario"),
  DRILL_OUTCOMES(
      "backstop.drill.outcomes",
      Kind.COUNTER,
      "What became of records of drills: the tier and status of a decision, or the cause of a"
          + " dead letter.",
      "scenario",
      "tier",
      "status"),
  FALLBACK_PROVEN_AGE(
      "backstop.fallback.proven.age",
      Kind.GAUGE,
      "Seconds since the tier of the policy last answered a real or drilled request on this"
          + " instance; where it has not yet, since the instance has known of it. Where the policy"
          + " is not known, NaN after a day.",
      "policy",
      "tier"),
  QUEUE_WAIT(
      "backstop.queue.wait",
      Kind.GAUGE,
      "Longest time, in seconds, that a record read in the last second had waited for a model tier,"
          + " by the part of the topology that read it; on this instance.",
      "part"),
  MODEL_LIMIT(
      "backstop.model.limit",
      Kind.GAUGE,
      "Calls of a model that may be under way at once on this instance; it falls where calls fail or"
          + " time out.",
      "model"),
  MODEL_USUAL(
      "backstop.model.usual",
      Kind.GAUGE,
      "What 95 in 100 calls of a model for one row took at the most, in seconds, over the last ten"
          + " to twenty; on this instance. Not a number while too little is known.",
      "model"),
  RETRIES(
      "backstop.retries",
      Kind.COUNTER,
      "Calls of a model that were made once more after a failure, by what came of it: ANSWERED or"
          + " FAILED.",
      "tier",
      "model",
      "result"),
  DRIFT_PSI(
      "backstop.drift.psi",
      Kind.GAUGE,
      "Population stability index of the newest window of what a model was asked, in all segments"
          + " together, against the reference in its package, by feature; confidence is that of its"
          + " answers. Of models that are asked first. On the instance that has its breaker; not a"
          + " number until a window is full.",
      "model",
      "feature"),
  DRIFT_THRESHOLD(
      "backstop.drift.threshold",
      Kind.GAUGE,
      "From which index on it is drift: what chance hardly ever reaches, and 0.1 at least.",
      "model",
      "feature"),
  THREADS_REPLACED(
      "backstop.threads.replaced", Kind.COUNTER, "Stream threads that died and were replaced.");

  /** What kind of instrument it is. */
  public enum Kind {
    COUNTER,
    TIMER,
    SUMMARY,
    GAUGE
  }

  private final String meterName;
  private final Kind kind;
  private final String description;
  private final List<String> tags;

  Meter(String meterName, Kind kind, String description, String... tags) {
    this.meterName = meterName;
    this.kind = kind;
    this.description = description;
    this.tags = List.of(tags);
  }

  /** Borders of the buckets of a summary: shares, and numbers of rows. */
  double[] borders() {
    return this == BATCH_ROWS
        ? new double[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}
        : new double[] {.1, .2, .3, .4, .5, .6, .7, .8, .85, .9, .95, .98, .99, 1.0};
  }

  public String meterName() {
    return meterName;
  }

  public Kind kind() {
    return kind;
  }

  public String description() {
    return description;
  }

  public List<String> tags() {
    return tags;
  }
}
