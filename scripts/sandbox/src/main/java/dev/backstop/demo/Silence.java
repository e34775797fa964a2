package dev.backstop.demo;

import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.TierKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether nothing was accepted for want of an objection. */
final class Silence {
  private final Evidence evidence;

  Silence(Evidence evidence) {
    this.evidence = evidence;
  }

  List<String> flaws() {
    List<String> flaws = new ArrayList<>();
    evidence
        .terminal()
        .map(Answer::decision)
        .filter(decision -> decision.getStatus() == DecisionStatus.FINAL)
        .filter(decision -> !decision.getDegraded())
        .forEach(decision -> accepted(decision, flaws));
    overdue(flaws);
    return flaws;
  }

  /** An answer that is not marked degraded is the last attempt's, and that attempt is good. */
  private static void accepted(Decision decision, List<String> flaws) {
    List<Attempt> attempts = decision.getAttempts();
    String id = decision.getDecisionId();
    if (attempts.isEmpty()) {
      flaws.add(id + " was accepted without an attempt");
      return;
    }
    Attempt last = attempts.get(attempts.size() - 1);
    Double confidence = last.getConfidence();
    Double threshold = last.getThreshold();
    if (last.getReason() != null || !last.getTier().equals(decision.getTier())) {
      flaws.add(id + " was accepted though its last attempt was not");
    } else if (last.getTierKind() == TierKind.HUMAN) {
      if (decision.getReviewer() == null) {
        flaws.add(id + " is a person's answer without a reviewer");
      }
    } else if (confidence == null || threshold == null || !(confidence >= threshold)) {
      flaws.add(id + " was accepted with confidence " + confidence + " below " + threshold);
    }
  }

  /** A review that got no verdict in time ends as its policy declares, and says so. */
  private void overdue(List<String> flaws) {
    Set<String> answered =
        evidence
            .verdicts(VerdictSent.Role.FIRST)
            .map(VerdictSent::requestId)
            .collect(Collectors.toSet());
    Map<String, List<Answer>> terminal = evidence.terminalById();
    for (ReviewTask task : evidence.tasks()) {
      if (answered.contains(task.getRequestId())) {
        continue;
      }
      for (Answer answer : terminal.getOrDefault(task.getRequestId(), List.of())) {
        Decision decision = answer.decision();
        if (decision.getReason() != Reason.REVIEW_TIMEOUT || !decision.getDegraded()) {
          flaws.add(
              decision.getDecisionId()
                  + " had no verdict and is "
                  + decision.getReason()
                  + (decision.getDegraded() ? "" : ", not degraded"));
        } else if (decision.getDecidedAt().isBefore(task.getFinishBy())) {
          flaws.add(decision.getDecisionId() + " timed out before its time had run out");
        }
      }
    }
  }
}
