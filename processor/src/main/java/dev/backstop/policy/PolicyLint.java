package dev.backstop.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is legal in a policy and is hardly meant. */
public final class PolicyLint {

  private static final String ALWAYS = "true";

  private final Set<String> remarks = new LinkedHashSet<>();

  private PolicyLint() {}

  /** The remarks, each a sentence; empty if there are none. */
  public static List<String> remarks(Policy policy) {
    PolicyLint lint = new PolicyLint();
    for (Policy variant : policy.variants()) {
      lint.ladder(variant);
    }
    lint.segments(policy);
    lint.notices(policy);
    lint.audit(policy);
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
      if (tier instanceof Tier.Model model) {
        budgets = model.enabled() ? budgets.plus(model.budget()) : budgets;
        answered |= model.enabled() && model.threshold() == 0;
        if (model.enabled() && model.threshold() == 1) {
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
              + "the budgets of all models together are longer than the deadline: the last ones are passed by where the first ones are slow");
    }
    if (!(policy.ladder().get(policy.ladder().size() - 1) instanceof Tier.Default)) {
      remarks.add(whom + "the ladder ends without a default tier: what nobody answers is REJECTED");
    }
  }

  private void rules(String name, Tier.Rules rules) {
    Map<String, String> seen = new HashMap<>();
    for (Rule rule : rules.rules()) {
      String always = seen.get(ALWAYS);
      if (always != null) {
        remarks.add(name + "has rules after '" + always + "', which always applies");
      }
      String before = seen.putIfAbsent(normal(rule.when()), rule.name());
      if (before != null) {
        remarks.add(
            name
                + "has the rule '"
                + rule.name()
                + "', which never applies: '"
                + before
                + "' before it has the same condition");
      }
    }
  }

  private void human(String name, Policy policy, Tier.Human human) {
    if (human.takeWithin().compareTo(human.finishWithin()) > 0) {
      remarks.add(name + "lets people begin later than they must have finished");
    }
    if (human.finishWithin().compareTo(policy.deadline()) > 0) {
      remarks.add(
          name
              + "gives people longer than the deadline: requests without a deadline of their own end before");
    }
  }

  private void segments(Policy policy) {
    Map<String, String> seen = new HashMap<>();
    for (Segment segment : policy.segments()) {
      String before = seen.putIfAbsent(normal(segment.when()), segment.name());
      if (before != null) {
        remarks.add(
            "segment '"
                + segment.name()
                + "' never applies: '"
                + before
                + "' before it has the same condition");
      }
      if (seen.containsKey(ALWAYS) && !normal(segment.when()).equals(ALWAYS)) {
        remarks.add(
            "segment '"
                + segment.name()
                + "' never applies: '"
                + seen.get(ALWAYS)
                + "' before it always does");
      }
      if (samePath(policy, segment.policy())) {
        remarks.add("segment '" + segment.name() + "' changes nothing");
      }
    }
  }

  private static boolean samePath(Policy base, Policy segment) {
    return base.ladder().equals(segment.ladder())
        && base.deadline().equals(segment.deadline())
        && base.onReview() == segment.onReview()
        && base.onTimeout() == segment.onTimeout();
  }

  private void notices(Policy policy) {
    List<String> missing = new ArrayList<>();
    boolean declared = policy.defaultTier().isPresent();
    if (declared && !policy.notices().containsKey("DEGRADED")) {
      missing.add("DEGRADED");
    }
    if (!policy.notices().containsKey("REJECTED")) {
      missing.add("REJECTED");
    }
    if (!missing.isEmpty()) {
      remarks.add(
          "no notice for "
              + String.join(" and ", missing)
              + ": the person concerned is told nothing");
    }
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

  private static String normal(Condition condition) {
    return condition.text().replaceAll("\\s+", " ").strip();
  }
}
