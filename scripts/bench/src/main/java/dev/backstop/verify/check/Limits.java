package dev.backstop.verify.check;

import dev.backstop.domain.Decision;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.verify.history.Known;
import dev.backstop.verify.plan.Deadlines;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * How long a request and its models had. A case may cross a change of policy, so where policies
 * differ the product is given the benefit of the doubt: each limit has a least and a most.
 */
record Limits(Known known, Decision decision, Planned.Question question) {

  /** Nobody may take an answer after it. */
  Instant latestDeadline() {
    return deadline(deadlines().max(Duration::compareTo).orElse(Duration.ZERO));
  }

  /** Before it nobody may say that the time is up. */
  Instant earliestDeadline() {
    return deadline(deadlines().min(Duration::compareTo).orElse(Duration.ZERO));
  }

  Duration leastBudget(String tier) {
    return budgets(tier).min(Duration::compareTo).orElse(Duration.ZERO);
  }

  Duration mostBudget(String tier) {
    return budgets(tier).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  private Instant deadline(Duration ofPolicy) {
    boolean own = question.wish() == Wish.NOBODY_LOOKS;
    return decision.requestedAt().plus(own ? Deadlines.NOBODY_LOOKS : ofPolicy);
  }

  private Stream<Duration> deadlines() {
    return known.policies().stream().map(Policy::deadline);
  }

  private Stream<Duration> budgets(String tier) {
    return known.policies().stream()
        .flatMap(policy -> policy.ladder().stream())
        .filter(one -> one.name().equals(tier))
        .filter(Tier.Asking.class::isInstance)
        .map(Tier.Asking.class::cast)
        .map(Tier.Asking::budget);
  }
}
