package dev.backstop.cli.story;

import dev.backstop.cli.story.Story.Kind;
import dev.backstop.cli.story.Story.Line;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.Member;
import dev.backstop.domain.Opinion;
import dev.backstop.domain.Request;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.Score;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One line of a story for each record of a trail. */
final class Lines {

  private Lines() {}

  static Stream<Line> records(Trail trail) {
    return Stream.of(
            trail.requests().stream().map(found -> received(found, trail)),
            trail.escalations().stream().map(Lines::escalated),
            trail.tasks().stream().map(Lines::opened),
            trail.verdicts().stream().map(Lines::verdict),
            trail.decisions().stream().map(Lines::decided),
            trail.labels().stream().map(Lines::labelled),
            trail.refusals().stream().map(Lines::refused),
            trail.notes().stream().map(Lines::noted),
            trail.unread().stream().map(Lines::unreadable))
        .flatMap(lines -> lines);
  }

  static Line attempt(Attempt attempt) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("tier", attempt.tier());
    facts.put("tierKind", attempt.tierKind().name());
    putIfKnown(facts, "model", attempt.model() == null ? null : attempt.model().toLineage());
    if (!attempt.sources().isEmpty()) {
      facts.put("sources", attempt.sources());
    }
    if (!attempt.members().isEmpty()) {
      facts.put("members", attempt.members().stream().map(Lines::member).toList());
    }
    if (!attempt.opinions().isEmpty()) {
      facts.put("opinions", attempt.opinions().stream().map(Lines::opinion).toList());
    }
    putIfKnown(facts, "label", attempt.label());
    putIfKnown(facts, "confidence", attempt.confidence());
    putIfKnown(facts, "threshold", attempt.threshold());
    facts.put("latencyMicros", attempt.latencyMicros());
    facts.put("taken", attempt.taken());
    putIfKnown(facts, "reason", attempt.reason() == null ? null : attempt.reason().name());
    putIfKnown(facts, "detail", attempt.detail());
    putIfKnown(facts, "control", attempt.control());
    if (attempt.canary()) {
      facts.put("canary", true);
    }
    return new Line(attempt.at(), Kind.ATTEMPT, null, Words.attempt(attempt), facts);
  }

  private static Map<String, Object> opinion(Opinion said) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("reviewer", said.reviewer());
    putIfKnown(facts, "label", said.label());
    facts.put("at", said.at().toString());
    return facts;
  }

  private static Map<String, Object> member(Member member) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", member.toLineage());
    Score score = member.score();
    if (score != null) {
      facts.put("label", score.label());
      facts.put("confidence", score.confidence());
    }
    facts.put("latencyMicros", member.latencyMicros());
    putIfKnown(facts, "reason", member.reason() == null ? null : member.reason().name());
    putIfKnown(facts, "detail", member.detail());
    return facts;
  }

  private static Line received(Trail.Located<Request> found, Trail trail) {
    Request request = found.value();
    String deadline =
        request.deadline() == null
            ? "by the policy's deadline"
            : "by " + Words.time(request.deadline());
    return line(
        earliest(found, trail),
        Kind.RECEIVED,
        found.place(),
        "Asked in domain "
            + request.domain()
            + ", to be decided "
            + deadline
            + (request.allowFallback() ? "" : ", by the first tier alone")
            + '.',
        Map.of("domain", request.domain(), "requestedAt", request.requestedAt().toString()));
  }

  /** The producer's clock may be ahead of ours; a request is never later than what came of it. */
  private static Instant earliest(Trail.Located<Request> found, Trail trail) {
    return Stream.of(
            Stream.of(found.value().requestedAt()),
            trail.escalations().stream()
                .filter(other -> other.value().source().equals(found.place()))
                .flatMap(other -> times(other.value().attempts(), other.value().at())),
            trail.tasks().stream()
                .filter(other -> other.value().source().equals(found.place()))
                .flatMap(other -> times(other.value().attempts(), other.value().createdAt())),
            trail.decisions().stream()
                .filter(other -> other.value().source().equals(found.place()))
                .flatMap(other -> times(other.value().attempts(), other.value().decidedAt())))
        .flatMap(times -> times)
        .min(Instant::compareTo)
        .orElse(found.written());
  }

  private static Stream<Instant> times(Iterable<Attempt> attempts, Instant at) {
    Stream.Builder<Instant> times = Stream.builder();
    attempts.forEach(attempt -> times.add(attempt.at()));
    return times.add(at).build();
  }

  private static Line escalated(Trail.Located<Trail.Escalated> found) {
    String next = found.value().nextTier();
    return line(
        found.value().at(),
        Kind.ESCALATED,
        found.place(),
        "Handed on to tier " + next + '.',
        Map.of("nextTier", next));
  }

  private static Line opened(Trail.Located<ReviewTask> found) {
    ReviewTask task = found.value();
    return line(
        task.createdAt(),
        Kind.REVIEW_OPENED,
        found.place(),
        (task.standsBeside() ? "Question beside the decision, at tier " : "Review opened at tier ")
            + task.tier()
            + ", to be finished by "
            + Words.time(task.finishBy())
            + ". "
            + task.rationale(),
        Map.of(
            "taskId",
            task.taskId(),
            "finishBy",
            task.finishBy().toString(),
            "rationale",
            task.rationale()));
  }

  private static Line verdict(Trail.Located<Verdict> found) {
    Verdict verdict = found.value();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("taskId", verdict.taskId());
    facts.put("reviewer", verdict.reviewer());
    putIfKnown(facts, "label", verdict.label());
    putIfKnown(facts, "comment", verdict.comment());
    return line(
        verdict.decidedAt(),
        Kind.VERDICT,
        found.place(),
        "Reviewer "
            + verdict.reviewer()
            + (verdict.label() == null ? " could not decide" : " said " + verdict.label())
            + (verdict.comment() == null ? "." : ": \"" + verdict.comment() + '"'),
        facts);
  }

  private static Line decided(Trail.Located<Decision> found) {
    Decision decision = found.value();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("decisionId", decision.decisionId());
    facts.put("status", decision.status().name());
    putIfKnown(facts, "label", decision.label());
    facts.put("tier", decision.tier());
    facts.put("degraded", decision.degraded());
    putIfKnown(facts, "reason", decision.reason() == null ? null : decision.reason().name());
    putIfKnown(facts, "reviewer", decision.reviewer());
    putIfKnown(facts, "supersedes", decision.supersedes());
    facts.put("path", DecisionWords.path(decision.attempts()));
    facts.put("policy", decision.policy().toLineage());
    String replaces = decision.supersedes() == null ? "" : " It replaces the provisional decision.";
    return line(
        decision.decidedAt(),
        Kind.DECISION,
        found.place(),
        DecisionWords.headline(decision)
            + " Policy "
            + decision.policy().toLineage()
            + '.'
            + replaces,
        facts);
  }

  private static Line labelled(Trail.Located<LabelledExample> found) {
    LabelledExample example = found.value();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("taskId", example.taskId());
    putIfKnown(facts, "label", example.label());
    putIfKnown(facts, "decidedLabel", example.decidedLabel());
    putIfKnown(facts, "error", example.error());
    facts.put("propensity", example.propensity());
    putIfKnown(facts, "reviewer", example.reviewer());
    return line(
        example.labelledAt(),
        Kind.LABEL,
        found.place(),
        example.origin() == LabelledExample.Origin.AUDIT
            ? ReviewWords.label(example)
            : "Kept as a label for calibration.",
        facts);
  }

  private static Line refused(Trail.Located<Trail.Refused> found) {
    Trail.Refused refused = found.value();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("cause", refused.cause());
    facts.put("description", refused.description());
    facts.put("source", refused.source().toLineage());
    facts.put("node", refused.node());
    putIfKnown(facts, "errorClass", refused.errorClass());
    return line(
        refused.at(),
        Kind.DEAD_LETTER,
        found.place(),
        "The record at "
            + refused.source().toLineage()
            + " was set aside as a dead letter by "
            + refused.node()
            + ": "
            + refused.description()
            + " ["
            + refused.cause()
            + "].",
        facts);
  }

  private static Line noted(Trail.Located<Trail.Noted> found) {
    Trail.Noted noted = found.value();
    SourcePosition source = noted.source();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("kind", noted.kind());
    putIfKnown(facts, "actor", noted.actor());
    putIfKnown(facts, "source", source == null ? null : source.toLineage());
    facts.putAll(noted.details());
    return line(
        noted.at(),
        Kind.AUDIT,
        found.place(),
        "Noted, without effect"
            + (noted.actor() == null ? "" : " (by " + noted.actor() + ')')
            + ": "
            + noted.description()
            + (source == null ? "" : "; the record is " + source.toLineage())
            + " ["
            + noted.kind()
            + "].",
        facts);
  }

  private static Line unreadable(Trail.Located<String> found) {
    return line(
        found.written(),
        Kind.UNREADABLE,
        found.place(),
        "A record that this release cannot read: " + found.value() + '.',
        Map.of("why", found.value()));
  }

  private static Line line(
      Instant at, Kind kind, SourcePosition place, String sentence, Map<String, Object> facts) {
    return new Line(at, kind, place.toLineage(), sentence, facts);
  }

  private static void putIfKnown(Map<String, Object> facts, String name, @Nullable Object value) {
    if (value != null) {
      facts.put(name, value);
    }
  }
}
