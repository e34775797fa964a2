package dev.backstop.verify.check;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Reason;
import dev.backstop.domain.TierKind;
import dev.backstop.verify.history.Known;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a request told its models to do, beside what its attempts say that they did.
 *
 * <p>Each attempt shows one of four ends, and carries what belongs to it:
 *
 * <ul>
 *   <li>answered: a score, of a model that was not told to spoil it;
 *   <li>answered late: a score as well, and the deadline is over;
 *   <li>failed: no score, and the failure that it was told;
 *   <li>given up or never asked: no score. Any model may be, since a hung call is in the way of
 *       others; but a model that is given up had its whole budget, and where none is asked for want
 *       of time its budget did not fit before the deadline any more.
 * </ul>
 */
final class TroubleCheck {
  private final Limits limits;
  private final List<Attempt> attempts;
  private final List<String> flaws = new ArrayList<>();

  private TroubleCheck(Known known, Decision decision, Planned.Question question) {
    this.limits = new Limits(known, decision, question);
    this.attempts = decision.attempts();
  }

  static List<String> flaws(Known known, Decision decision, Planned.Question question) {
    TroubleCheck check = new TroubleCheck(known, decision, question);
    for (int i = 0; i < check.attempts.size(); i++) {
      if (check.attempts.get(i).tierKind() == TierKind.MODEL) {
        check.ended(i == 0 ? question.first() : question.second(), check.attempts.get(i));
      }
    }
    return check.flaws;
  }

  private void ended(Trouble told, Attempt attempt) {
    Reason reason = attempt.reason();
    if (reason == null) {
      answered(told, attempt);
      return;
    }
    switch (reason) {
      case LOW_CONFIDENCE -> answered(told, attempt);
      case ERROR -> failed(told, Trouble.THROWS, attempt);
      case INVALID_OUTPUT -> failed(told, Trouble.NAN, attempt);
      case TIMEOUT -> givenUp(attempt);
      case BREAKER_OPEN, OVERLOAD -> unscored(attempt);
      case BUDGET_EXHAUSTED -> {
        if (attempt.score() == null) {
          neverAsked(attempt);
        } else {
          answered(told, attempt);
          late(attempt);
        }
      }
      case INVALID_INPUT,
          DRIFT_GUARD,
          POLICY_FORCED,
          AUDIT_SAMPLE,
          DRILL,
          REVIEW_TIMEOUT,
          UNCERTIFIED,
          NOT_APPLICABLE,
          UNKNOWN ->
          notAsTold(told, attempt);
    }
  }

  private void answered(Trouble told, Attempt attempt) {
    if (told != Trouble.NONE && told != Trouble.SLOW) {
      notAsTold(told, attempt);
    }
    if (attempt.score() == null) {
      flaw(attempt, "has no score");
    }
  }

  private void failed(Trouble told, Trouble failure, Attempt attempt) {
    if (told != failure) {
      notAsTold(told, attempt);
    }
    unscored(attempt);
  }

  private void givenUp(Attempt attempt) {
    unscored(attempt);
    Duration budget = limits.leastBudget(attempt.tier());
    // With less than the budget left, a model that is usually quick is asked until the deadline.
    if (attempt.latencyMicros() < TimeUnit.NANOSECONDS.toMicros(budget.toNanos())
        && attempt.at().isBefore(limits.earliestDeadline())) {
      flaw(
          attempt,
          "was given up after "
              + attempt.latencyMicros()
              + " µs of its "
              + budget.toMillis()
              + " ms");
    }
  }

  private void neverAsked(Attempt attempt) {
    if (attempt.model() != null || attempt.latencyMicros() != 0) {
      flaw(attempt, "was not asked, and names a model or the time it took");
    }
    Instant fits = limits.earliestDeadline().minus(limits.mostBudget(attempt.tier()));
    if (!attempt.at().isAfter(fits)) {
      flaw(attempt, "was not asked at " + attempt.at() + ", when its budget fitted until " + fits);
    }
  }

  private void late(Attempt attempt) {
    Instant deadline = limits.earliestDeadline();
    if (!attempt.at().isAfter(deadline)) {
      flaw(attempt, "answered at " + attempt.at() + ", in time for " + deadline);
    }
  }

  private void unscored(Attempt attempt) {
    if (attempt.score() != null) {
      flaw(attempt, "has a score");
    }
  }

  private void notAsTold(Trouble told, Attempt attempt) {
    flaws.add(
        "tier "
            + attempt.tier()
            + " was told "
            + told
            + " and its attempt says "
            + (attempt.reason() == null ? "OK" : attempt.reason()));
  }

  private void flaw(Attempt attempt, String what) {
    flaws.add("attempt " + attempt.toLineage() + ' ' + what);
  }
}
