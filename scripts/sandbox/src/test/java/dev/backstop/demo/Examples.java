package dev.backstop.demo;

import dev.backstop.v1.Attempt;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.DeadLetterCause;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.ModelRef;
import dev.backstop.v1.PolicyRef;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.SourcePosition;
import dev.backstop.v1.TierKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A small run in which all went well, and its parts, to be bent.
 *
 * <p>{@code sure} is answered by the primary, {@code unsure} by a person after a provisional
 * decision and with a repeated verdict, {@code forgotten} by the default with a late verdict; one
 * record is malformed and one a copy.
 */
final class Examples {
  static final String MODEL_DIGEST = "a".repeat(64);
  static final String POLICY_DIGEST = "b".repeat(64);
  static final Digests DIGESTS =
      new Digests(Map.of("credit-primary", MODEL_DIGEST), Map.of("credit", POLICY_DIGEST));
  static final Meters METERS =
      Meters.parse(
          """
          backstop_requests_total 5.0
          backstop_decisions_total{status="FINAL",tier="primary"} 1.0
          backstop_decisions_total{status="FINAL",tier="human"} 2.0
          backstop_decisions_total{status="PROVISIONAL",tier="primary"} 1.0
          backstop_pending 0.0
          backstop_dead_letters_total{topic="backstop.requests"} 1.0
          backstop_duplicates_total 1.0
          """);

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final byte[] GARBAGE = "garbage".getBytes(StandardCharsets.UTF_8);

  final List<Sent> sent = new ArrayList<>();
  final List<Answer> answers = new ArrayList<>();
  final List<DeadLetter> deadLetters = new ArrayList<>();
  final List<AuditEvent> audit = new ArrayList<>();
  final List<ReviewTask> tasks = new ArrayList<>();
  final List<VerdictSent> verdicts = new ArrayList<>();

  static Examples goodRun() {
    Examples run = new Examples();
    Planned.Question sure = question("sure", "good");
    run.send(sure);
    run.send(question("unsure", "bad"));
    run.send(question("forgotten", "good"));
    run.send(new Planned.Malformed("junk", Fault.GARBAGE, sure.application()));
    run.send(new Planned.Copy(sure));

    run.answer("sure", DecisionStatus.FINAL, decision -> {}, accepted());
    run.answer("unsure", DecisionStatus.PROVISIONAL, Examples::degraded, unsure());
    run.answer(
        "unsure",
        DecisionStatus.FINAL,
        decision -> {
          decision.setSupersedes("unsure/provisional");
          decision.setReviewer("robot-1");
          decision.setLabel("bad");
          decision.setReason(Reason.LOW_CONFIDENCE);
        },
        unsure(),
        human(null));
    run.answer(
        "forgotten",
        DecisionStatus.FINAL,
        decision -> {
          degraded(decision);
          decision.setLabel("bad");
          decision.setReason(Reason.REVIEW_TIMEOUT);
          decision.setDecidedAt(NOON.plusSeconds(10));
        },
        unsure(),
        human(Reason.REVIEW_TIMEOUT),
        attempt("default", TierKind.DEFAULT, "bad"));

    run.tasks.add(task("unsure"));
    run.tasks.add(task("forgotten"));
    run.verdicts.add(new VerdictSent("unsure", "bad", "robot-1", VerdictSent.Role.FIRST, false));
    run.verdicts.add(new VerdictSent("unsure", "bad", "robot-1", VerdictSent.Role.REPEATED, false));
    run.verdicts.add(new VerdictSent("forgotten", "good", "robot-2", VerdictSent.Role.LATE, false));
    run.audit.add(audit(AuditKind.DUPLICATE_VERDICT, "unsure", 0));
    run.audit.add(audit(AuditKind.LATE_VERDICT, "forgotten", 1));
    run.audit.add(audit(AuditKind.DUPLICATE_REQUEST, "sure", 4));
    run.deadLetters.add(deadLetter(3));
    return run;
  }

  Evidence evidence() {
    return new Evidence(sent, answers, deadLetters, audit, tasks, verdicts);
  }

  static Planned.Question question(String id, String label) {
    return new Planned.Question(
        id,
        new Application(1, label, Map.of("Age", 40L, "Home", "owner", "Amount", 700L)),
        Optional.empty(),
        Wish.NOTHING_SPECIAL);
  }

  private void send(Planned planned) {
    Optional<String> digest =
        planned instanceof Planned.Malformed
            ? Optional.of(Sha256.of(GARBAGE))
            : Optional.of("of no interest");
    sent.add(
        new Sent(
            planned,
            new Position(Topics.REQUESTS, 0, sent.size()),
            NOON.toEpochMilli(),
            digest,
            RequestRecords.traceparent(planned)));
  }

  /** Adds a decision with the headers it must have. */
  void answer(String id, DecisionStatus status, Consumer<Decision> change, Attempt... attempts) {
    Attempt last = attempts[attempts.length - 1];
    Decision decision = new Decision();
    decision.setDecisionId(id + (status == DecisionStatus.PROVISIONAL ? "/provisional" : "/final"));
    decision.setRequestId(id);
    decision.setStatus(status);
    decision.setLabel("good");
    decision.setTier(last.getTier());
    decision.setTierKind(last.getTierKind());
    decision.setAttempts(List.of(attempts));
    decision.setPolicy(new PolicyRef("credit", "1.0.0", POLICY_DIGEST));
    decision.setDecidedAt(NOON);
    change.accept(decision);
    answers.add(
        new Answer(
            decision,
            headers(decision),
            new Position(Topics.DECISIONS, 0, answers.size()),
            NOON.toEpochMilli() + 100L * (answers.size() + 1)));
  }

  private Map<String, List<String>> headers(Decision decision) {
    Sent of =
        sent.stream()
            .filter(one -> one.planned().key().equals(decision.getRequestId()))
            .findFirst()
            .orElseThrow();
    StringBuilder path = new StringBuilder();
    for (Attempt attempt : decision.getAttempts()) {
      path.append(path.isEmpty() ? "" : ">")
          .append(attempt.getTier())
          .append(':')
          .append(attempt.getReason() == null ? "OK" : attempt.getReason());
    }
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("backstop-schema", List.of("dev.backstop.v1.Decision"));
    headers.put("backstop-request-id", List.of(decision.getRequestId()));
    headers.put("backstop-status", List.of(decision.getStatus().name()));
    headers.put("backstop-tier", List.of(decision.getTier()));
    headers.put("backstop-tier-path", List.of(path.toString()));
    if (decision.getReason() != null) {
      headers.put("backstop-reason", List.of(decision.getReason().name()));
    }
    headers.put("backstop-degraded", List.of(Boolean.toString(decision.getDegraded())));
    headers.put("backstop-model", List.of("credit-primary@1.0.0#aaaaaaaa"));
    headers.put("backstop-policy", List.of("credit@1.0.0#bbbbbbbb"));
    headers.put("backstop-source", List.of(of.position().toString()));
    headers.put("ce_specversion", List.of("1.0"));
    headers.put("ce_id", List.of(decision.getDecisionId()));
    headers.put("ce_source", List.of("/backstop/backstop-credit"));
    headers.put("ce_type", List.of("dev.backstop.v1.Decision"));
    headers.put("ce_subject", List.of(decision.getRequestId()));
    headers.put("ce_time", List.of("2026-01-01T12:00:00Z"));
    headers.put("traceparent", List.of(of.traceparent()));
    return headers;
  }

  static Attempt accepted() {
    return model(0.95, null);
  }

  static Attempt unsure() {
    return model(0.55, Reason.LOW_CONFIDENCE);
  }

  static Attempt model(double confidence, Reason reason) {
    Attempt attempt = attempt("primary", TierKind.MODEL, "good");
    attempt.setModel(new ModelRef("credit-primary", "1.0.0", MODEL_DIGEST));
    attempt.setConfidence(confidence);
    attempt.setThreshold(0.8);
    attempt.setReason(reason);
    return attempt;
  }

  static Attempt human(Reason reason) {
    Attempt attempt = attempt("human", TierKind.HUMAN, reason == null ? "bad" : null);
    attempt.setReason(reason);
    return attempt;
  }

  static Attempt attempt(String tier, TierKind kind, String label) {
    Attempt attempt = new Attempt();
    attempt.setTier(tier);
    attempt.setTierKind(kind);
    attempt.setLabel(label);
    return attempt;
  }

  static void degraded(Decision decision) {
    decision.setDegraded(true);
  }

  static ReviewTask task(String id) {
    ReviewTask task = new ReviewTask();
    task.setRequestId(id);
    task.setFinishBy(NOON.plusSeconds(6));
    return task;
  }

  static AuditEvent audit(AuditKind kind, String id, long offset) {
    AuditEvent event = new AuditEvent();
    event.setKind(kind);
    event.setRequestId(id);
    event.setSource(new SourcePosition(Topics.REQUESTS, 0, offset));
    return event;
  }

  static DeadLetter deadLetter(long offset) {
    DeadLetter letter = new DeadLetter();
    letter.setCause(DeadLetterCause.UNDECODABLE);
    letter.setSource(new SourcePosition(Topics.REQUESTS, 0, offset));
    letter.setValue(ByteBuffer.wrap(GARBAGE));
    return letter;
  }
}
