package dev.backstop.verify.check;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.policy.Policy;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Known;
import dev.backstop.verify.history.RequestRead;
import dev.backstop.verify.plan.Planned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A decision's lineage is whole, and following it again leads to the same decision. */
final class LineageRecomputes {
  private final Facts facts;
  private final Known known;
  private final List<Violation> found = new ArrayList<>();

  private LineageRecomputes(Facts facts) {
    this.facts = facts;
    this.known = facts.history().known();
  }

  static List<Violation> violations(Facts facts) {
    LineageRecomputes check = new LineageRecomputes(facts);
    facts.history().answers().forEach(check::check);
    return check.found;
  }

  private void check(Answer answer) {
    Decision decision = answer.decision();
    answer.headerFlaws().forEach(flaw -> broken(answer, flaw));
    RequestRead request = facts.requests().get(decision.source());
    if (request == null || !request.key().equals(decision.requestId())) {
      broken(answer, "its source " + decision.source().toLineage() + " is not that request");
    }
    Optional<Policy> policy =
        known.policies().stream().filter(one -> one.ref().equals(decision.policy())).findFirst();
    if (policy.isEmpty()) {
      broken(answer, "policy " + decision.policy().toLineage() + " never existed");
    }
    List<Attempt> attempts = decision.attempts();
    if (attempts.isEmpty()) {
      broken(answer, "no tier was tried");
      return;
    }
    Planned.Question question = facts.questions().get(decision.requestId());
    for (int i = 0; i < attempts.size(); i++) {
      new AttemptCheck(known, decision, attempts, i)
          .flaws(question)
          .forEach(flaw -> broken(answer, flaw));
    }
    follows(answer, decision, attempts.get(attempts.size() - 1));
  }

  /** The decision is what its last attempt, or the want of one, amounts to. */
  private void follows(Answer answer, Decision decision, Attempt last) {
    if (decision.status() == Status.FINAL && !decision.degraded()) {
      boolean taken =
          last.taken()
              && last.tier().equals(decision.tier())
              && last.tierKind() != TierKind.DEFAULT
              && String.valueOf(last.label()).equals(decision.label());
      if (!taken) {
        broken(answer, "is not degraded, though its last attempt was not taken");
      }
      if (last.tierKind() == TierKind.HUMAN && decision.reviewer() == null) {
        broken(answer, "is a person's and names no reviewer");
      }
      if (last.tierKind() == TierKind.MODEL
          && !(decision.confidence() != null
              && last.threshold() != null
              && decision.confidence() >= last.threshold())) {
        broken(
            answer,
            "was taken with confidence " + decision.confidence() + " below " + last.threshold());
      }
    } else if (decision.reason() == null || decision.reason() == Reason.UNKNOWN) {
      broken(answer, "is degraded and names no reason");
    }
    if (decision.decidedAt().isBefore(last.at())) {
      broken(answer, "was decided before its last attempt");
    }
  }

  private void broken(Answer answer, String what) {
    found.add(Violation.at(answer.requestId(), answer.at(), what));
  }
}
