package dev.backstop.verify.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Decision;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Balance;
import dev.backstop.verify.history.End;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.history.History;
import dev.backstop.verify.history.Known;
import dev.backstop.verify.history.Label;
import dev.backstop.verify.history.Letter;
import dev.backstop.verify.history.Note;
import dev.backstop.verify.history.RequestRead;
import dev.backstop.verify.history.Seen;
import dev.backstop.verify.history.Sent;
import dev.backstop.verify.history.Task;
import dev.backstop.verify.history.VerdictRead;
import dev.backstop.verify.history.VerdictSent;
import dev.backstop.verify.plan.Defect;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.Trouble;
import dev.backstop.verify.plan.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A history in the making. It begins with one of each: a request that the first model answers, one
 * that a person answers, one that nobody answers, a duplicate and a bad record; all of it is well.
 */
final class Given {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final PolicyRef POLICY = new PolicyRef("verify", "1.0.0", "aa".repeat(32));
  static final ModelRef PRIMARY = new ModelRef("verify-primary", "1.0.0", "bb".repeat(32));
  static final ModelRef SECONDARY = new ModelRef("verify-secondary", "1.0.0", "cc".repeat(32));

  final List<Sent> sent = new ArrayList<>();
  final List<RequestRead> requests = new ArrayList<>();
  final List<Answer> answers = new ArrayList<>();
  final List<Task> tasks = new ArrayList<>();
  final List<Letter> letters = new ArrayList<>();
  final List<Note> notes = new ArrayList<>();
  final List<VerdictRead> verdicts = new ArrayList<>();
  final List<VerdictSent> verdictsSent = new ArrayList<>();
  final List<Label> labels = new ArrayList<>();
  final List<Seen> live = new ArrayList<>();
  final List<Seen> later = new ArrayList<>();
  final List<End> ends = new ArrayList<>();
  Balance balance = new Balance(true, 10, 7, 1, 1, 1, 10);
  double settleSeconds = 4;
  final List<Policy> policies =
      new ArrayList<>(List.of(policy(POLICY, 0.8, 0.7, OnTimeout.DEFAULT)));

  Given() {
    Planned.Question sure = question("sure", 3, 3);
    send(sure, 0);
    answers.add(answer(0, decision("sure", 0, first(3, null)), null));

    send(question("asked", 0.25, 0.25), 1);
    tasks.add(task("asked", 0, 1));
    verdict("asked", "yes", "robot-0", 0);
    answers.add(answer(1, person("asked", 1, "yes", "robot-0"), null));

    send(question("silent", 0.25, 0.25), 2);
    tasks.add(task("silent", 1, 2));
    answers.add(answer(2, silence("silent", 2), null));
    verdict("silent", "no", "robot-1", 1);
    notes.add(note(0, AuditEvent.Kind.LATE_VERDICT, "silent", at("verdicts", 1)));

    send(new Planned.Copy(sure), 3);
    notes.add(note(1, AuditEvent.Kind.DUPLICATE_REQUEST, "sure", at("requests", 3)));

    send(new Planned.Bad("bad", Defect.GARBAGE), 4);
    letters.add(letter(0, DeadLetter.Cause.UNDECODABLE, 4));

    for (int i = 0; i < 3; i++) {
      live.add(new Seen(at("decisions", i), i));
      later.add(new Seen(at("decisions", i), i));
    }
    ends.add(new End("v.requests", 0, 5, 5, 4, 5, true));
    ends.add(new End("v.decisions", 0, 6, 6, 2, -1, false));
  }

  List<Violation> violations(Invariant invariant) {
    return invariant.violations(new Facts(history()));
  }

  History history() {
    return new History(
        "v.",
        known(),
        sent,
        requests,
        answers,
        tasks,
        letters,
        notes,
        verdicts,
        verdictsSent,
        labels,
        live,
        later,
        ends,
        balance,
        settleSeconds);
  }

  Known known() {
    return new Known(policies, Map.of(PRIMARY.name(), PRIMARY, SECONDARY.name(), SECONDARY));
  }

  static Policy policy(PolicyRef ref, double first, double second, OnTimeout onTimeout) {
    return new Policy(
        ref,
        "verify",
        Duration.ofMinutes(2),
        List.of(
            new Tier.Model("primary", "verify-primary", first, Duration.ofMillis(250), true),
            new Tier.Model("secondary", "verify-secondary", second, Duration.ofMillis(500), true),
            new Tier.Human(
                "human",
                List.of("no", "yes"),
                Duration.ofSeconds(10),
                Duration.ofSeconds(40),
                5,
                Set.of()),
            new Tier.Default("default", "no")),
        OnReview.WAIT,
        onTimeout,
        Map.of());
  }

  void send(Planned what, long offset) {
    sent.add(new Sent(what, Fate.ACKNOWLEDGED, at("requests", offset)));
    requests.add(new RequestRead(at("requests", offset), what.key(), "sha"));
  }

  void verdict(String id, String label, String reviewer, long offset) {
    verdicts.add(new VerdictRead(at("verdicts", offset), "task-" + id, id, label, reviewer, false));
    verdictsSent.add(
        new VerdictSent(id, label, reviewer, Fate.ACKNOWLEDGED, at("verdicts", offset)));
  }

  static SourcePosition at(String topic, long offset) {
    return new SourcePosition("v." + topic, 0, offset);
  }

  static Planned.Question question(String id, double x, double y) {
    return new Planned.Question(id, x, y, Trouble.NONE, Trouble.NONE, Wish.NOTHING);
  }

  static Answer answer(long offset, Decision decision, String flaw) {
    return new Answer(at("decisions", offset), decision, flaw == null ? List.of() : List.of(flaw));
  }

  static Task task(String id, long offset, long source) {
    return new Task(
        at("reviews", offset),
        "task-" + id,
        id,
        at("requests", source),
        NOW.plusSeconds(40).toEpochMilli(),
        false);
  }

  static Note note(long offset, AuditEvent.Kind kind, String id, SourcePosition source) {
    return note(offset, kind, id, source, NOW.plusSeconds(43));
  }

  static Note note(
      long offset, AuditEvent.Kind kind, String id, SourcePosition source, Instant when) {
    return new Note(at("audit", offset), kind, id, null, source, when);
  }

  static Letter letter(long offset, DeadLetter.Cause cause, long source) {
    return new Letter(at("dead-letters", offset), cause, at("requests", source), null, "sha", true);
  }

  /** A dead letter of a record of any topic. */
  static Letter letter(long offset, SourcePosition source, String id) {
    return letter(offset, DeadLetter.Cause.PROCESSING_ERROR, source, id);
  }

  static Letter letter(long offset, DeadLetter.Cause cause, SourcePosition source, String id) {
    return new Letter(at("dead-letters", offset), cause, source, id, "sha", true);
  }

  static Attempt first(double x, Reason reason) {
    return model("primary", PRIMARY, 0.8, x, reason, 1);
  }

  static Attempt second(double y, Reason reason) {
    return model("secondary", SECONDARY, 0.7, y, reason, 2);
  }

  static Attempt model(
      String tier, ModelRef model, double threshold, double logit, Reason reason, long millis) {
    double yes = 1 / (1 + Math.exp(-logit));
    String label = yes > 0.5 ? "yes" : "no";
    double sure = Math.max(yes, 1 - yes);
    Score score = new Score(label, Map.of("yes", yes, "no", 1 - yes), sure, sure);
    return new Attempt(
        tier,
        TierKind.MODEL,
        model,
        score,
        label,
        threshold,
        100,
        reason,
        null,
        NOW.plusMillis(millis));
  }

  static Attempt failed(Reason reason) {
    return new Attempt(
        "primary", TierKind.MODEL, PRIMARY, null, null, 0.8, 100, reason, null, NOW.plusMillis(1));
  }

  /** What the attempts amount to, answered by the last one. */
  static Decision decision(String id, long source, Attempt... attempts) {
    Attempt last = attempts[attempts.length - 1];
    return decided(
        id,
        source,
        Status.FINAL,
        last.label(),
        last.confidence(),
        last.tier(),
        last.tierKind(),
        last.tierKind() == TierKind.DEFAULT,
        attempts.length > 1 ? attempts[attempts.length - 2].reason() : null,
        List.of(attempts),
        null);
  }

  static Decision person(String id, long source, String label, String reviewer) {
    List<Attempt> attempts =
        List.of(
            first(0.25, Reason.LOW_CONFIDENCE),
            second(0.25, Reason.LOW_CONFIDENCE),
            Attempt.answered("human", TierKind.HUMAN, label, NOW.plusMillis(9)));
    return decided(
        id,
        source,
        Status.FINAL,
        label,
        null,
        "human",
        TierKind.HUMAN,
        false,
        Reason.LOW_CONFIDENCE,
        attempts,
        reviewer);
  }

  static Decision silence(String id, long source) {
    Instant end = NOW.plusSeconds(41);
    List<Attempt> attempts =
        List.of(
            first(0.25, Reason.LOW_CONFIDENCE),
            second(0.25, Reason.LOW_CONFIDENCE),
            Attempt.skipped("human", TierKind.HUMAN, Reason.REVIEW_TIMEOUT, "no verdict", end),
            Attempt.answered("default", TierKind.DEFAULT, "no", end));
    return decided(
        id,
        source,
        Status.FINAL,
        "no",
        null,
        "default",
        TierKind.DEFAULT,
        true,
        Reason.REVIEW_TIMEOUT,
        attempts,
        null);
  }

  /** The declared answer, where no person was asked. */
  static Decision unasked(String id, long source, Reason reason) {
    return decision(
        id,
        source,
        first(0.25, Reason.LOW_CONFIDENCE),
        second(0.25, Reason.LOW_CONFIDENCE),
        Attempt.skipped("human", TierKind.HUMAN, reason, "", NOW.plusMillis(9)),
        Attempt.answered("default", TierKind.DEFAULT, "no", NOW.plusMillis(9)));
  }

  static Decision provisional(String id, long source) {
    return decided(
        id,
        source,
        Status.PROVISIONAL,
        "yes",
        first(0.25, null).confidence(),
        "primary",
        TierKind.MODEL,
        true,
        Reason.LOW_CONFIDENCE,
        List.of(first(0.25, Reason.LOW_CONFIDENCE), second(0.25, Reason.LOW_CONFIDENCE)),
        null);
  }

  static Decision decided(
      String id,
      long source,
      Status status,
      String label,
      Double confidence,
      String tier,
      TierKind kind,
      boolean degraded,
      Reason reason,
      List<Attempt> attempts,
      String reviewer) {
    return new Decision(
        id,
        "verify",
        status,
        null,
        label,
        Map.of(),
        confidence,
        tier,
        kind,
        degraded,
        reason,
        null,
        attempts,
        POLICY,
        null,
        reviewer,
        at("requests", source),
        NOW,
        attempts.get(attempts.size() - 1).at(),
        null,
        null,
        Map.of());
  }

  /** That a history is found to break the invariant, at that request. */
  static void broken(Invariant invariant, Consumer<Given> how, String requestId) {
    // Given
    Given given = new Given();
    how.accept(given);

    // When
    List<Violation> violations = given.violations(invariant);

    // Then
    assertThat(violations).isNotEmpty();
    assertThat(violations.get(0).requestId()).isEqualTo(requestId);
    assertThat(violations.get(0).place()).isNotBlank();
  }
}
