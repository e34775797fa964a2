package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Features;
import dev.backstop.domain.Reason;
import dev.backstop.domain.TierKind;
import dev.backstop.policy.Rule;
import dev.backstop.policy.Tier;
import dev.backstop.policy.Truth;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a tier of rules. */
sealed interface Ruling {

  /** What the tier amounts to in the case's lineage. */
  Attempt attempt();

  /** This ruling with the sources of the features that it has read. */
  Ruling from(Map<String, String> sources);

  /** A rule has answered. */
  record Answered(Attempt attempt) implements Ruling {
    @Override
    public Ruling from(Map<String, String> sources) {
      return new Answered(attempt.from(sources));
    }
  }

  /** A rule wants no answer to be given. */
  record Rejected(Attempt attempt) implements Ruling {
    @Override
    public Ruling from(Map<String, String> sources) {
      return new Rejected(attempt.from(sources));
    }
  }

  /** A person must answer: a rule wants it, or it cannot be told whether it does. */
  record Referred(Attempt attempt, PeopleOnly peopleOnly) implements Ruling {
    @Override
    public Ruling from(Map<String, String> sources) {
      return new Referred(attempt.from(sources), peopleOnly);
    }
  }

  /** The next tier is asked. */
  record Passed(Attempt attempt) implements Ruling {
    @Override
    public Ruling from(Map<String, String> sources) {
      return new Passed(attempt.from(sources));
    }
  }

  /**
   * Tries the rules.
   *
   * @param enabled whether the tier is asked at all
   */
  static Ruling of(Tier.Rules tier, Case on, boolean enabled, Instant now) {
    Ruling ruling = of(tier, on.features(), enabled, now);
    Map<String, String> sources = on.sources();
    return sources.isEmpty() ? ruling : ruling.from(sources);
  }

  private static Ruling of(Tier.Rules tier, Features features, boolean enabled, Instant now) {
    if (!enabled) {
      return new Passed(
          attempt(tier, null, Reason.POLICY_FORCED, "switched off in the policy", now));
    }
    for (Rule rule : tier.rules()) {
      Truth truth = rule.when().test(features);
      if (truth == Truth.YES) {
        return applied(tier, rule, now);
      }
      if (truth == Truth.UNKNOWN) {
        // It may be a hard stop.
        String why =
            named(rule)
                + " cannot be told: a feature it reads is missing, too old or of another type";
        return new Referred(
            attempt(tier, null, Reason.INVALID_INPUT, why, now),
            new PeopleOnly(Reason.INVALID_INPUT, why));
      }
    }
    return new Passed(attempt(tier, null, Reason.NOT_APPLICABLE, null, now));
  }

  private static Ruling applied(Tier.Rules tier, Rule rule, Instant now) {
    if (rule.then() instanceof Rule.Then.Answer answer) {
      return new Answered(attempt(tier, answer.label(), null, named(rule), now));
    }
    if (rule.then() instanceof Rule.Then.Reject) {
      return new Rejected(
          attempt(
              tier, null, Reason.POLICY_FORCED, named(rule) + " wants no answer to be given", now));
    }
    String why = named(rule) + " wants a person to answer";
    return new Referred(
        attempt(tier, null, Reason.POLICY_FORCED, why, now),
        new PeopleOnly(Reason.POLICY_FORCED, why));
  }

  private static String named(Rule rule) {
    return "rule '" + rule.name() + "'";
  }

  private static Attempt attempt(
      Tier.Rules tier,
      @Nullable String label,
      @Nullable Reason reason,
      @Nullable String detail,
      Instant now) {
    return new Attempt(
        tier.name(), TierKind.RULES, null, null, label, null, 0, reason, detail, now);
  }
}
