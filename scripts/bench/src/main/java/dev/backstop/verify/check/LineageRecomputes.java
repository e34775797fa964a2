package dev.backstop.verify.check;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Reason;
import dev.backstop.policy.Policy;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Known;
import dev.backstop.verify.history.RequestRead;
import dev.backstop.verify.plan.Planned;
import java.time.Instant;
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
    if (attempts.stream().anyMatch(this::isPassedByTooSoon)) {
      broken(answer, "a breaker was in its way before any had opened");
    }
    Planned.Question question = facts.questions().get(decision.requestId());
    for (int i = 0; i < attempts.size(); i++) {
      new AttemptCheck(known, decision, attempts, i)
          .flaws(question)
          .forEach(flaw -> broken(answer, flaw));
    }
    policy.ifPresent(
        one ->
            new LadderCheck(known, one, decision, question)
                .flaws()
                .forEach(flaw -> broken(answer, flaw)));
    if (decision.decidedAt().isBefore(attempts.get(attempts.size() - 1).at())) {
      broken(answer, "was decided before its last attempt");
    }
  }

  /** Whether a breaker that was not owned to have moved kept a model from being asked. */
  private boolean isPassedByTooSoon(Attempt attempt) {
    // One that names its model was asked, and gave up on a call that would have waited for others.
    boolean passedBy = attempt.reason() == Reason.BREAKER_OPEN && attempt.model() == null;
    Instant opened = facts.firstBreakerMove();
    return passedBy && (opened == null || attempt.at().isBefore(opened));
  }

  private void broken(Answer answer, String what) {
    found.add(Violation.at(answer.requestId(), answer.at(), what));
  }
}
