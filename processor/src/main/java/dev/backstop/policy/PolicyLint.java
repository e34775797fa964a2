package dev.backstop.policy;

import dev.backstop.domain.OnReview;
import dev.backstop.domain.Reason;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is legal in a policy and is hardly meant. */
public final class PolicyLint {

  private final Set<String> remarks = new LinkedHashSet<>();

  private PolicyLint() {}

  /** The remarks, each a sentence; empty if there are none. */
  public static List<String> remarks(Policy policy) {
    PolicyLint lint = new PolicyLint();
    for (Policy variant : policy.variants()) {
      lint.ladder(variant);
    }
    lint.segments(policy);
    lint.charter(policy);
    lint.remarks.addAll(RetentionLint.remarks(policy));
    lint.remarks.addAll(NoticeLint.remarks(policy));
    lint.remarks.addAll(CandidateLint.remarks(policy));
    lint.audit(policy);
    lint.breaker(policy);
    lint.remarks.addAll(DriftLint.remarks(policy));
    lint.remarks.addAll(OverloadLint.remarks(policy));
    return List.copyOf(lint.remarks);
  }

  private void ladder(Policy policy) {
    String segment = policy.applies().segment();
    String whom = segment == null ? "" : "in segment '" + segment + "' ";
    Duration budgets = Duration.ZERO;
    boolean answered = false;
    for (Tier tier : policy.ladder()) {
      String name = whom + "tier '" + tier.name() + "' ";
      if (answered && !(tier instanceof Tier.Human) && !(tier instanceof Tier.Default)) {
        remarks.add(name + "is reached by failures alone: a model before it accepts every answer");
      }
      if (tier instanceof Tier.Asking asking) {
        budgets = asking.enabled() ? budgets.plus(asking.budget()) : budgets;
        answered |= asking.enabled() && asking.threshold() == 0;
        double required = policy.required(asking);
        if (tier instanceof Tier.Ensemble ensemble) {
          ensemble(name, ensemble, required);
        }
        if (asking.threshold() < 1 && required == 1) {
          remarks.add(
              name + "is held to confidence 1 by its risk class: a person costs nothing there");
        }
        if (asking.enabled() && asking.threshold() == 1) {
          remarks.add(
              name + "has the threshold 1, which hardly any answer reaches: switch it off instead");
        }
      } else if (tier instanceof Tier.Rules rules) {
        rules(name, rules);
      } else if (tier instanceof Tier.Human human) {
        human(name, policy, human);
      }
    }
    if (budgets.compareTo(policy.deadline()) > 0) {
      remarks.add(
          whom
              + "the budgets of all models together are longer than the deadline: the last ones are"
              + " passed by where the first ones are slow");
    }
    if (!(policy.ladder().get(policy.ladder().size() - 1) instanceof Tier.Default)) {
      remarks.add(whom + "the ladder ends without a default tier: what nobody answers is REJECTED");
    }
  }

  private void breaker(Policy policy) {
    BreakerRules rules = policy.charter().breaker();
    if (!rules.enabled()) {
      remarks.add("breakers are off: a model that fails is asked for every request all the same");
      return;
    }
    Duration slowerThan = rules.slowerThan();
    boolean everSlow =
        slowerThan == null
            || policy.variants().stream()
                .flatMap(variant -> variant.ladder().stream())
                .anyMatch(
                    tier ->
                        tier instanceof Tier.Asking asking
                            && slowerThan.compareTo(asking.budget()) < 0);
    if (!everSlow) {
      remarks.add(
          "'breaker.slowerThan' is no shorter than any tier's budget, after which an answer is not"
              + " awaited: nothing is ever slow");
    }
    if (rules.quality() != null && !policy.audit().draws()) {
      remarks.add(
          "'breaker.quality' goes by the labels of the audit panel, and there is none: no model is"
              + " taken out for wrong answers");
    }
  }

  private void ensemble(String name, Tier.Ensemble ensemble, double required) {
    if (ensemble.combination() instanceof Combination.Stacking stacking
        && stacking.highest() < required) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "%sis held to a threshold that its combination never reaches: at most %.4f, whatever"
                  + " its models say",
              name,
              stacking.highest()));
    }
    if (ensemble.combination() instanceof Combination.Majority majority
        && majority.unanimous(required, ensemble.minimum())) {
      remarks.add(name + "is held to a threshold that only a unanimous vote reaches");
    }
  }

  private void rules(String name, Tier.Rules rules) {
    ConditionLint conditions = new ConditionLint();
    for (Rule rule : rules.rules()) {
      String never = conditions.never(rule.name(), rule.when());
      if (never != null) {
        remarks.add(name + "has the rule '" + rule.name() + "', which " + never);
      }
    }
  }

  private void human(String name, Policy policy, Tier.Human human) {
    if (human.takeWithin().compareTo(human.finishWithin()) > 0) {
      remarks.add(name + "lets people begin later than they must have finished");
    }
    if (policy.onReview() == OnReview.REJECT && !human.terms().maySkipFor(Reason.POLICY_FORCED)) {
      remarks.add(
          name + "is asked whatever onReview says: by 'skipFor' it must not be passed by for it");
    }
    if (human.finishWithin().compareTo(policy.deadline()) > 0) {
      remarks.add(
          name
              + "gives people longer than the deadline: requests without a deadline of their own"
              + " end before");
    }
  }

  private void charter(Policy policy) {
    for (RiskClass risk : policy.charter().risks().classes()) {
      if (risk.floor() <= 0) {
        remarks.add(
            "risk '"
                + risk.name()
                + "' holds no answer back: a person costs more there than any mistake");
      }
    }
    Caps caps = policy.charter().caps();
    int asked = 0;
    for (Tier tier : policy.ladder()) {
      Terms terms =
          tier instanceof Tier.Asking asking
              ? asking.terms()
              : tier instanceof Tier.Human human ? human.terms() : null;
      if (terms != null && terms.enabled()) {
        asked++;
        if (terms.maySkipFor(Reason.BUDGET_EXHAUSTED)
            && caps.exceeded(0, 0, terms.cost()) != null) {
          remarks.add("tier '" + tier.name() + "' is never asked: it costs more than the cap");
        }
      }
    }
    if (caps.attempts() != null && asked > caps.attempts()) {
      remarks.add(
          "the ladder has "
              + asked
              + " tiers to ask and allows "
              + caps.attempts()
              + " attempts: the last ones are asked only where earlier ones are passed by");
    }
  }

  private void segments(Policy policy) {
    ConditionLint conditions = new ConditionLint();
    for (Segment segment : policy.segments()) {
      String never = conditions.never(segment.name(), segment.when());
      if (never != null) {
        remarks.add("segment '" + segment.name() + "' " + never);
      }
      if (reviewers(segment.policy()) < reviewers(policy)) {
        remarks.add(
            "segment '"
                + segment.name()
                + "' has one reviewer decide where the policy wants "
                + reviewers(policy)
                + " to agree");
      }
      if (samePath(policy, segment.policy())) {
        remarks.add("segment '" + segment.name() + "' changes nothing");
      }
    }
  }

  private static int reviewers(Policy policy) {
    return policy.humanTier().map(Tier.Human::reviewers).orElse(1);
  }

  private static boolean samePath(Policy base, Policy segment) {
    return base.ladder().equals(segment.ladder())
        && base.deadline().equals(segment.deadline())
        && base.onReview() == segment.onReview()
        && base.onTimeout() == segment.onTimeout()
        && base.charter().equals(segment.charter());
  }

  private void audit(Policy policy) {
    Audit audit = policy.audit();
    if (!audit.draws()) {
      return;
    }
    if (audit.rate() == 1) {
      remarks.add("the audit panel takes every request: people look at all of them");
    }
    policy
        .humanTier()
        .filter(human -> human.finishWithin().compareTo(audit.horizon()) > 0)
        .ifPresent(
            human ->
                remarks.add(
                    "the audit panel gives people less time than tier '"
                        + human.name()
                        + "' does"));
  }
}
