package dev.backstop.decision;

import dev.backstop.control.Control;
import dev.backstop.guard.BreakerNews;
import dev.backstop.policy.DriftRules;
import dev.backstop.policy.FirstAsked;
import dev.backstop.policy.RiskClass;
import dev.backstop.policy.Tier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How sure a tier must be of its answer about a case. */
final class Thresholds {

  private Thresholds() {}

  /**
   * Least confidence with which the tier's answer is accepted: its threshold, or more if a person
   * would be the cheaper one to ask; more where a policy wants that for drifted inputs; and more
   * still by what an operator or a playbook has set.
   */
  static double of(Case on, Tier.Asking tier, Instant now) {
    Control tightening = on.switches().tightening(now);
    Double by = tightening == null ? null : tightening.set().share();
    return by == null ? untightened(on, tier) : Math.min(1, untightened(on, tier) + by);
  }

  /** The same where nobody has tightened anything. */
  static double untightened(Case on, Tier.Asking tier) {
    double usual = usual(on, tier);
    return drifted(on, tier) == null
        ? usual
        : Math.min(1, usual + on.policy().charter().breaker().drift().tightenBy());
  }

  /**
   * Of the models of a tier, the one whose inputs have drifted so that the policy wants surer
   * answers; null if there is none. Only at the first tier that asks models: what the others are
   * asked is no fair sample, and is not watched.
   */
  static @Nullable BreakerNews drifted(Case on, Tier.Asking tier) {
    DriftRules rules = on.breakers().drifted() ? on.policy().charter().breaker().drifting() : null;
    if (rules == null || !FirstAsked.isAt(on.policy(), tier)) {
      return null;
    }
    for (String model : tier.models()) {
      // What a model is asked is watched for all segments together.
      BreakerNews news = on.breakers().of(model, null);
      if (news != null && news.drifted().calls(DriftRules.Act.TIGHTEN, rules)) {
        return news;
      }
    }
    return null;
  }

  /** The same where nothing has drifted. */
  static double usual(Case on, Tier.Asking tier) {
    RiskClass risk = on.policy().charter().risks().of(on.request().riskHint());
    return risk == null ? tier.threshold() : Math.max(tier.threshold(), risk.floor());
  }
}
