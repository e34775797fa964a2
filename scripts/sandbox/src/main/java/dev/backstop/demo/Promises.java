package dev.backstop.demo;

import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.DecisionStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges Backstop's promises by what a client has seen. */
final class Promises {
  private final Evidence evidence;
  private final Map<String, List<Answer>> terminal;

  private Promises(Evidence evidence) {
    this.evidence = evidence;
    this.terminal = evidence.terminalById();
  }

  static List<Promise> judge(Evidence evidence, Meters meters, Digests digests) {
    Promises promises = new Promises(evidence);
    return List.of(
        new Promise(
            "nothing-lost",
            "every acknowledged request has a terminal decision, every malformed record a dead letter with its bytes",
            promises.lost()),
        new Promise(
            "one-final",
            "no request has two terminal decisions, and a provisional one is superseded by id",
            promises.secondFinals()),
        new Promise(
            "lineage",
            "every decision tells who answered, why not the one before, and the digests of the files on disk",
            new Lineage(evidence, digests).flaws()),
        new Promise(
            "silence-never-accepts",
            "no answer below its threshold is passed off as a good one; what nobody answers is marked",
            new Silence(evidence).flaws()),
        new Promise(
            "meters-balance",
            "requests = final + pending + dead letters + duplicates, and as many as were sent",
            promises.unbalanced(meters)),
        new Promise(
            "duplicates-answered-once",
            "a request sent again is audited and not answered again",
            promises.answeredAgain()),
        new Promise(
            "late-and-duplicate-verdicts-change-nothing",
            "a second or late verdict is audited and leaves the decision as it was",
            promises.changedByVerdicts()));
  }

  private List<String> lost() {
    List<String> lost = new ArrayList<>();
    evidence
        .questions()
        .forEach(
            (id, sent) -> {
              if (!terminal.containsKey(id)) {
                lost.add(id + " at " + sent.position() + " has no terminal decision");
              }
            });
    Map<Position, DeadLetter> letters =
        evidence.deadLetters().stream()
            .collect(
                Collectors.toMap(
                    letter -> Position.of(letter.getSource()), Function.identity(), (a, b) -> a));
    evidence
        .of(Planned.Malformed.class)
        .forEach(
            sent -> {
              Planned.Malformed malformed = (Planned.Malformed) sent.planned();
              DeadLetter letter = letters.get(sent.position());
              String what = malformed.fault() + " at " + sent.position();
              if (letter == null) {
                lost.add(what + " is not among the dead letters");
              } else if (letter.getCause() != malformed.fault().cause()) {
                lost.add(what + " is a dead letter because of " + letter.getCause());
              } else if (!sameBytes(sent, letter)) {
                lost.add(what + " is a dead letter with other bytes");
              }
            });
    return lost;
  }

  private static boolean sameBytes(Sent sent, DeadLetter letter) {
    if (letter.getValue() == null) {
      return sent.valueSha256().isEmpty();
    }
    byte[] bytes = new byte[letter.getValue().remaining()];
    letter.getValue().duplicate().get(bytes);
    return sent.valueSha256().equals(Optional.of(Sha256.of(bytes)));
  }

  private List<String> secondFinals() {
    List<String> flaws = new ArrayList<>();
    evidence
        .answersById()
        .forEach(
            (id, answers) -> {
              List<Answer> last = answers.stream().filter(Answer::terminal).toList();
              List<Answer> before =
                  answers.stream()
                      .filter(answer -> answer.decision().getStatus() == DecisionStatus.PROVISIONAL)
                      .toList();
              if (last.size() > 1) {
                flaws.add(id + " has " + last.size() + " terminal decisions");
              }
              if (before.size() > 1) {
                flaws.add(id + " has " + before.size() + " provisional decisions");
              }
              if (last.size() == 1) {
                String wanted = before.isEmpty() ? null : before.get(0).decision().getDecisionId();
                String named = last.get(0).decision().getSupersedes();
                if (!Objects.equals(wanted, named)) {
                  flaws.add(id + " supersedes " + named + " where it should be " + wanted);
                }
                if (!before.isEmpty()
                    && before.get(0).position().offset() > last.get(0).position().offset()) {
                  flaws.add(id + " has a provisional decision after the terminal one");
                }
              }
            });
    return flaws;
  }

  private List<String> unbalanced(Meters meters) {
    List<String> flaws = new ArrayList<>();
    if (!meters.balance()) {
      flaws.add(
          "requests "
              + meters.requests()
              + " are not final "
              + meters.terminal()
              + " + pending "
              + meters.pending()
              + " + dead letters "
              + meters.deadLetters()
              + " + duplicates "
              + meters.duplicates());
    }
    differ(flaws, "requests", meters.requests(), evidence.sent().size());
    differ(flaws, "terminal decisions", meters.terminal(), evidence.terminal().count());
    differ(
        flaws,
        "provisional decisions",
        meters.provisional(),
        evidence.answers().size() - evidence.terminal().count());
    return flaws;
  }

  private static void differ(List<String> flaws, String what, long metered, long seen) {
    if (metered != seen) {
      flaws.add("the meters tell of " + metered + " " + what + ", the clients of " + seen);
    }
  }

  private List<String> answeredAgain() {
    List<String> flaws = new ArrayList<>();
    Set<Position> audited =
        audits(AuditKind.DUPLICATE_REQUEST)
            .map(event -> Position.of(event.getSource()))
            .collect(Collectors.toCollection(HashSet::new));
    evidence
        .of(Planned.Copy.class)
        .forEach(
            sent -> {
              String what = "the copy of " + sent.planned().key() + " at " + sent.position();
              if (!audited.contains(sent.position())) {
                flaws.add(what + " is not in the audit");
              }
              int decisions = terminal.getOrDefault(sent.planned().key(), List.of()).size();
              if (decisions != 1) {
                flaws.add(what + " left " + decisions + " terminal decisions");
              }
            });
    return flaws;
  }

  private List<String> changedByVerdicts() {
    Map<String, VerdictSent> first =
        evidence
            .verdicts(VerdictSent.Role.FIRST)
            .collect(Collectors.toMap(VerdictSent::requestId, Function.identity(), (a, b) -> a));
    Set<String> seconds = ids(AuditKind.DUPLICATE_VERDICT);
    Set<String> lates = ids(AuditKind.LATE_VERDICT);
    List<String> flaws = new ArrayList<>();
    for (VerdictSent sent : evidence.verdicts()) {
      String id = sent.requestId();
      boolean late = sent.role() == VerdictSent.Role.LATE;
      if (sent.role() != VerdictSent.Role.FIRST && !(late ? lates : seconds).contains(id)) {
        flaws.add("the " + sent.role() + " verdict on " + id + " is not in the audit");
      }
      List<Answer> answers = terminal.getOrDefault(id, List.of());
      VerdictSent counts = first.get(id);
      if (answers.size() != 1) {
        flaws.add("the verdicts on " + id + " left " + answers.size() + " terminal decisions");
      } else if (!follows(answers.get(0), counts)) {
        flaws.add("the " + sent.role() + " verdict on " + id + " changed its decision");
      }
    }
    return flaws;
  }

  /** Whether the decision is the first verdict's, or the policy's where there was none in time. */
  private static boolean follows(Answer answer, @Nullable VerdictSent first) {
    if (first == null) {
      return answer.decision().getDegraded() && answer.decision().getReviewer() == null;
    }
    return first.reviewer().equals(answer.decision().getReviewer())
        && (first.label() == null
            ? answer.decision().getDegraded()
            : first.label().equals(answer.decision().getLabel()));
  }

  private Set<String> ids(AuditKind kind) {
    return audits(kind)
        .map(AuditEvent::getRequestId)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private Stream<AuditEvent> audits(AuditKind kind) {
    return evidence.audit().stream().filter(event -> event.getKind() == kind);
  }
}
