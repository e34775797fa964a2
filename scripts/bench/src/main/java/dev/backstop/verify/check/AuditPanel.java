package dev.backstop.verify.check;

import dev.backstop.decision.AuditCoin;
import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.Decision;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Label;
import dev.backstop.verify.history.Task;
import dev.backstop.verify.history.VerdictRead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The coin falls as anybody can toss it again; whoever is drawn is asked about, nobody else is; a
 * question becomes one label at most, and a verdict on it has one consequence.
 */
final class AuditPanel {
  private final Facts facts;
  private final AuditCoin coin = new AuditCoin();
  private final Map<String, List<Label>> labels = new HashMap<>();
  private final List<Violation> found = new ArrayList<>();

  private AuditPanel(Facts facts) {
    this.facts = facts;
    facts
        .history()
        .labels()
        .forEach(
            label -> labels.computeIfAbsent(label.taskId(), id -> new ArrayList<>()).add(label));
  }

  static List<Violation> violations(Facts facts) {
    AuditPanel check = new AuditPanel(facts);
    facts.history().answers().forEach(check::coin);
    facts.decided().forEach(id -> check.asked(id, facts.terminal(id).get(0)));
    facts.beside().forEach((id, tasks) -> tasks.forEach(check::verdicts));
    check.labels();
    return check.found;
  }

  private void coin(Answer answer) {
    Decision decision = answer.decision();
    facts.history().known().policies().stream()
        .filter(policy -> policy.ref().equals(decision.policy()))
        .forEach(
            policy -> {
              AuditDraw again = coin.toss(policy.audit(), decision.requestId());
              if (!Objects.equals(again, decision.audit())) {
                broken(answer, "says " + decision.audit() + " where the coin falls " + again);
              }
            });
  }

  private void asked(String id, Answer answer) {
    AuditDraw draw = answer.decision().audit();
    boolean drawn = draw != null && draw.drawn();
    List<Task> beside = facts.beside().getOrDefault(id, List.of());
    boolean expected = drawn && facts.tasks(id).isEmpty();
    if (beside.size() != (expected ? 1 : 0)) {
      broken(answer, "has " + beside.size() + " questions beside it, and the coin fell " + draw);
    }
  }

  private void verdicts(Task task) {
    List<VerdictRead> all =
        facts.history().verdicts().stream()
            .filter(verdict -> verdict.taskId().equals(task.taskId()))
            .toList();
    long given = all.stream().filter(verdict -> !verdict.rerouted()).count();
    long labelled =
        labels.getOrDefault(task.taskId(), List.of()).stream()
            .filter(label -> label.reviewer() != null)
            .count();
    long noted =
        facts.notes(task.requestId()).stream()
            .filter(note -> note.kind() != AuditEvent.Kind.REFUSED_VERDICT)
            .filter(note -> all.stream().anyMatch(verdict -> verdict.at().equals(note.source())))
            .count();
    long lettered = all.stream().mapToLong(verdict -> facts.letters(verdict.at()).size()).sum();
    if (given != labelled + noted + lettered) {
      found.add(
          Violation.at(
              task.requestId(),
              task.at(),
              given
                  + " verdicts on a question beside a decision; they have "
                  + (labelled + noted + lettered)
                  + " consequences"));
    }
  }

  private void labels() {
    labels.forEach(
        (taskId, all) -> {
          Label first = all.get(0);
          if (all.size() > 1) {
            found.add(
                Violation.at(
                    first.requestId(),
                    all.get(1).at(),
                    "is one of " + all.size() + " labels of task " + taskId));
          }
          boolean known =
              facts.history().tasks().stream().anyMatch(task -> task.taskId().equals(taskId));
          if (!known && first.label() != null) {
            found.add(
                Violation.at(first.requestId(), first.at(), "is a label of a task nobody wrote"));
          }
        });
  }

  private void broken(Answer answer, String what) {
    found.add(Violation.at(answer.requestId(), answer.at(), what));
  }
}
