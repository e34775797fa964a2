package dev.backstop.topology.score;

import dev.backstop.decision.Case;
import dev.backstop.decision.Step;
import dev.backstop.domain.Member;
import dev.backstop.domain.Reason;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.RetryBudget;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.policy.OverloadRules;
import dev.backstop.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Second calls. A failure that may pass is met by one more call, if the model's budget of retries
 * has one left and it usually ends in the time that the first call left. One thread has it.
 *
 * <p>A model has a budget for each pair of terms that policies ask it on, so that domains whose
 * terms differ do not spend each other's.
 */
final class Retries {

  /**
   * A budget and its terms.
   *
   * @param share of the calls that may be made once more
   * @param saved how many retries may be saved up
   */
  private record Kept(double share, int saved, RetryBudget budget) {
    boolean isFor(OverloadRules rules) {
      return share == rules.retryShare() && saved == rules.retriesSaved();
    }
  }

  private final Models models;
  private final CountedCalls counts;
  private final Telemetry telemetry;

  /** Few to a model: as many as there are different terms. */
  private final Map<String, List<Kept>> byModel = new HashMap<>();

  Retries(Models models, CountedCalls counts, Telemetry telemetry) {
    this.models = models;
    this.counts = counts;
    this.telemetry = telemetry;
  }

  /**
   * What came of a first call, or of a second one if that is made. The first call earns a part of a
   * retry.
   *
   * @param leftNanos time that is left of the tier's budget
   */
  Said last(Step.Ask ask, Said first, long leftNanos) {
    if (first.member().reason() == Reason.OVERLOAD) {
      // No call was made that could earn or be made again.
      return first;
    }
    RetryBudget budget = earned(ask.on(), first.member().name());
    Reason reason = first.member().reason();
    return budget == null || reason == null
        ? first
        : retried(ask, first, reason, budget, leftNanos);
  }

  private Said retried(
      Step.Ask ask, Said first, Reason reason, RetryBudget budget, long leftNanos) {
    String name = first.member().name();
    // Where it does not fit, no retry is spent.
    return fits(name, leftNanos) && budget.retries(reason, false, breaker(ask.on(), name))
        ? models.with(name, model -> again(ask, first, reason, model, leftNanos)).orElse(first)
        : first;
  }

  private Said again(Step.Ask ask, Said first, Reason reason, Model model, long leftNanos) {
    Member failed = first.member();
    Said second = OneCall.make(ask, failed.name(), model, Duration.ofNanos(leftNanos));
    Member member = second.member();
    counts.add(ask, second);
    telemetry.overload().retried(ask.tier().name(), model.ref().name(), member.answered());
    return new Said(
        new Member(
            member.name(),
            member.model(),
            member.outcome(),
            failed.latencyMicros() + member.latencyMicros()),
        second.callMicros(),
        reason);
  }

  /** The model's retries after one more call of it; null where the policy wants none. */
  private @Nullable RetryBudget earned(Case on, String name) {
    OverloadRules rules = on.policy().charter().overload();
    if (rules.retryShare() == 0) {
      return null;
    }
    RetryBudget budget = budget(name, rules);
    budget.called();
    return budget;
  }

  /** Makes nothing once a model and the terms are known. */
  private RetryBudget budget(String name, OverloadRules rules) {
    List<Kept> known = byModel.get(name);
    if (known == null) {
      known = new ArrayList<>(1);
      byModel.put(name, known);
    }
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).isFor(rules)) {
        return known.get(i).budget();
      }
    }
    RetryBudget budget = new RetryBudget(rules.retryShare(), rules.retriesSaved());
    known.add(new Kept(rules.retryShare(), rules.retriesSaved(), budget));
    return budget;
  }

  private boolean fits(String name, long leftNanos) {
    Duration left = Duration.ofNanos(leftNanos);
    return models.with(name, model -> model.capacity().usuallySuffices(left)).orElse(false);
  }

  private static BreakerState.Kind breaker(Case on, String name) {
    BreakerNews news = on.breaker(name);
    return news == null ? BreakerState.Kind.CLOSED : news.status().kind();
  }
}
