package dev.backstop.verify.check;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Reason;
import dev.backstop.domain.TierKind;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Task;
import java.util.ArrayList;
import java.util.List;

/** One task a request, closed by one verdict or by the end of its time, and by nothing else. */
final class OneOpenTask {

  private OneOpenTask() {}

  static List<Violation> violations(Facts facts) {
    List<Violation> found = new ArrayList<>();
    facts
        .tasks()
        .forEach(
            (id, tasks) -> {
              if (tasks.size() > 1) {
                found.add(
                    Violation.at(
                        id,
                        tasks.get(1).at(),
                        "is one of " + tasks.size() + " tasks of a request"));
              }
              long closed = facts.terminal(id).stream().filter(OneOpenTask::isOfReview).count();
              if (closed > 1) {
                found.add(Violation.at(id, tasks.get(0).at(), "was closed " + closed + " times"));
              }
              facts.terminal(id).forEach(answer -> closing(tasks.get(0), answer, found));
            });
    facts.history().answers().forEach(answer -> asked(facts, answer, found));
    return found;
  }

  /** A decision that tells of a person who was asked has a task, and one that tells of none not. */
  private static void asked(Facts facts, Answer answer, List<Violation> found) {
    String id = answer.requestId();
    boolean task = !facts.tasks(id).isEmpty();
    if (answer.decision().reviewer() != null && !task) {
      found.add(Violation.at(id, answer.at(), "a person answered without a task"));
    }
    for (Attempt attempt : answer.decision().attempts()) {
      if (attempt.tierKind() == TierKind.HUMAN && isAsked(attempt) != task) {
        found.add(
            Violation.at(
                id,
                answer.at(),
                "says " + attempt.toLineage() + (task ? ", with a task" : ", without a task")));
      }
    }
  }

  private static boolean isAsked(Attempt attempt) {
    return attempt.reason() != Reason.POLICY_FORCED && attempt.reason() != Reason.BUDGET_EXHAUSTED;
  }

  private static boolean isOfReview(Answer answer) {
    return answer.decision().attempts().stream()
        .anyMatch(attempt -> attempt.tierKind() == TierKind.HUMAN);
  }

  private static void closing(Task task, Answer answer, List<Violation> found) {
    long decided = answer.decision().decidedAt().toEpochMilli();
    boolean ranOut = answer.decision().reason() == Reason.REVIEW_TIMEOUT;
    if (ranOut && decided < task.finishBy()) {
      found.add(Violation.at(task.requestId(), answer.at(), "timed out before its time was up"));
    }
    if (answer.decision().reviewer() != null && decided >= task.finishBy()) {
      found.add(Violation.at(task.requestId(), answer.at(), "a verdict was taken too late"));
    }
  }
}
