package dev.backstop.verify.check;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import dev.backstop.topology.names.Topic;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.history.Letter;
import dev.backstop.verify.history.Note;
import dev.backstop.verify.history.VerdictRead;
import dev.backstop.verify.history.VerdictSent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A verdict has exactly one consequence: it is the decision, or the audit says that it came late,
 * second or was refused. So for each request the verdicts on the topic are as many as the
 * consequences, and what a reviewer was told to be accepted stands on the topic. What is noted is
 * so: late came what came after the time, to a review that had run out; second what came to one
 * that a verdict had closed.
 */
final class VerdictsCounted {

  private VerdictsCounted() {}

  static List<Violation> violations(Facts facts) {
    List<Violation> found = new ArrayList<>();
    Map<SourcePosition, VerdictRead> byPlace = new HashMap<>();
    Map<String, List<VerdictRead>> byRequest = new HashMap<>();
    for (VerdictRead verdict : facts.history().verdicts()) {
      byPlace.put(verdict.at(), verdict);
      if (!verdict.rerouted()) {
        byRequest.computeIfAbsent(verdict.requestId(), id -> new ArrayList<>()).add(verdict);
      }
    }
    for (VerdictSent sent : facts.history().verdictsSent()) {
      if (sent.fate() == Fate.ACKNOWLEDGED && !stands(sent, byPlace, byRequest)) {
        found.add(
            new Violation(
                sent.requestId(),
                sent.at() == null ? "verdicts" : sent.at().toLineage(),
                "the verdict of "
                    + sent.reviewer()
                    + " was acknowledged and does not stand on the topic"));
      }
    }
    Map<String, Integer> lettered = lettered(facts);
    byRequest.forEach(
        (id, verdicts) -> {
          // Those on questions beside a decision have consequences of their own: see AuditPanel.
          List<VerdictRead> deciding =
              verdicts.stream().filter(verdict -> !facts.isOfBeside(verdict.at())).toList();
          if (!deciding.isEmpty()) {
            consequences(facts, id, deciding, lettered, found);
          }
        });
    answers(facts, byRequest, found);
    facts.history().notes().forEach(note -> noted(facts, note, byPlace, found));
    return found;
  }

  /** Whether it stands where the acknowledgement says; somewhere, if that names no place. */
  private static boolean stands(
      VerdictSent sent,
      Map<SourcePosition, VerdictRead> byPlace,
      Map<String, List<VerdictRead>> byRequest) {
    if (sent.at() == null) {
      return byRequest.getOrDefault(sent.requestId(), List.of()).stream()
          .anyMatch(read -> isThat(read, sent));
    }
    VerdictRead read = byPlace.get(sent.at());
    return read != null && isThat(read, sent);
  }

  private static boolean isThat(VerdictRead read, VerdictSent sent) {
    return read.requestId().equals(sent.requestId())
        && read.reviewer().equals(sent.reviewer())
        && Objects.equals(read.label(), sent.label());
  }

  private static Map<String, Integer> lettered(Facts facts) {
    Map<String, Integer> letters = new HashMap<>();
    for (Letter letter : facts.history().letters()) {
      if (letter.requestId() != null
          && !facts.isOfBeside(letter.source())
          && letter.source().topic().equals(facts.topic(Topic.VERDICTS))) {
        letters.merge(letter.requestId(), 1, Integer::sum);
      }
    }
    return letters;
  }

  private static void consequences(
      Facts facts,
      String id,
      List<VerdictRead> verdicts,
      Map<String, Integer> lettered,
      List<Violation> found) {
    long accepted =
        facts.terminal(id).stream().filter(answer -> answer.decision().reviewer() != null).count();
    // A verdict that itself closes an overdue review names its reviewer only if it stands.
    long noted =
        facts.notes(id).stream()
            .filter(note -> !facts.isOfBeside(note.source()))
            .map(Note::kind)
            .filter(VerdictsCounted::isOfVerdict)
            .count();
    // A refused verdict is noted and kept: one consequence in two records.
    long all = accepted + noted + lettered.getOrDefault(id, 0);
    if (all != verdicts.size()) {
      found.add(
          Violation.at(
              id,
              verdicts.get(0).at(),
              verdicts.size()
                  + " verdicts stand on the topic; they have "
                  + all
                  + " consequences: "
                  + accepted
                  + " accepted, "
                  + noted
                  + " noted, "
                  + lettered.getOrDefault(id, 0)
                  + " dead letters"));
    }
  }

  private static boolean isOfVerdict(AuditEvent.Kind kind) {
    return kind == AuditEvent.Kind.DUPLICATE_VERDICT
        || kind == AuditEvent.Kind.LATE_VERDICT
        || kind == AuditEvent.Kind.VERDICT_HEARD;
  }

  private static void noted(
      Facts facts, Note note, Map<SourcePosition, VerdictRead> byPlace, List<Violation> found) {
    String id = note.requestId();
    if (!isOfVerdict(note.kind()) || id == null) {
      return;
    }
    VerdictRead verdict = byPlace.get(note.source());
    if (verdict == null || !verdict.requestId().equals(id)) {
      found.add(
          Violation.at(
              id, note.at(), note.source().toLineage() + " is noted and is no verdict on it"));
    }
    if (facts.isOfBeside(note.source())) {
      return;
    }
    boolean closedByVerdict =
        facts.terminal(id).stream().anyMatch(answer -> answer.decision().reviewer() != null);
    if (note.kind() == AuditEvent.Kind.DUPLICATE_VERDICT && !closedByVerdict) {
      found.add(Violation.at(id, note.at(), "a verdict is noted as second, and none was accepted"));
    }
    if (note.kind() == AuditEvent.Kind.LATE_VERDICT && !isLate(facts, id, note)) {
      found.add(
          Violation.at(
              id, note.at(), "a verdict is noted as late, and the review's time was not up"));
    }
  }

  /** The time was up when the verdict was noted, and that is what closed the review. */
  private static boolean isLate(Facts facts, String id, Note note) {
    boolean ranOut =
        facts.terminal(id).stream()
            .anyMatch(answer -> answer.decision().reason() == Reason.REVIEW_TIMEOUT);
    return ranOut
        && facts.tasks(id).stream().anyMatch(task -> note.when().toEpochMilli() >= task.finishBy());
  }

  private static void answers(
      Facts facts, Map<String, List<VerdictRead>> byRequest, List<Violation> found) {
    for (Answer answer : facts.history().answers()) {
      String reviewer = answer.decision().reviewer();
      if (reviewer == null) {
        continue;
      }
      boolean said =
          byRequest.getOrDefault(answer.requestId(), List.of()).stream()
              .anyMatch(
                  verdict ->
                      verdict.reviewer().equals(reviewer)
                          && (verdict.label() == null
                              || verdict.label().equals(answer.decision().label())));
      if (!said) {
        found.add(
            Violation.at(
                answer.requestId(),
                answer.at(),
                "names " + reviewer + ", who gave no verdict like that"));
      }
    }
  }
}
