package dev.backstop.topology.shadow;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.LabelledExample.Origin;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.guard.AnswerReport;
import dev.backstop.guard.CallSource;
import dev.backstop.guard.Guarded;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a label is good for: which answers it judges, and who may wait for it.
 *
 * <p>An answer that was not taken has done no harm, and the members of an ensemble answer together:
 * neither is judged.
 */
final class Labels {

  private final Policies policies;

  Labels(Policies policies) {
    this.policies = policies;
  }

  /** Whether the label is of the audit panel, and so of a fair sample of all requests. */
  static boolean ofPanel(LabelledExample example) {
    return example.label() != null && example.audit() != null && example.audit().drawn();
  }

  /**
   * Whether the label speaks fairly of a model that was passed by: the coin has drawn it, or a
   * person was asked without any model's doubt.
   */
  static boolean isFair(LabelledExample example) {
    return ofPanel(example)
        || (example.label() != null
            && example.origin() == Origin.REVIEW
            && example.attempts().stream().allMatch(attempt -> attempt.score() == null));
  }

  /** Whether a candidate is tried on requests such as the labelled one. */
  boolean isTried(LabelledExample example) {
    Policy policy = policy(example);
    return policy != null && !policy.charter().candidates().none();
  }

  /**
   * The models that the labelled request has passed by for their breakers; and the candidate, if
   * its tier was asked without it: no attempt says for what.
   */
  Set<String> passedBy(LabelledExample example) {
    Set<String> models = new LinkedHashSet<>();
    Policy policy = policy(example);
    Candidate canary = policy == null ? null : policy.charter().candidates().canary();
    for (Attempt attempt : example.attempts()) {
      if (canary != null && !attempt.canary() && canary.tier().equals(attempt.tier())) {
        models.add(canary.model());
      }
      boolean whole = attempt.members().isEmpty() && attempt.reason() == Reason.BREAKER_OPEN;
      if (whole && policy != null && tier(policy, attempt) instanceof Tier.Asking asking) {
        models.addAll(asking.models());
      }
      attempt.members().stream()
          .filter(member -> member.reason() == Reason.BREAKER_OPEN)
          .forEach(member -> models.add(member.name()));
    }
    return models;
  }

  /** What the label says of the answers that were taken on the request's path. */
  List<AnswerReport> judged(LabelledExample example, long now) {
    List<AnswerReport> reports = new ArrayList<>();
    Policy policy = ofPanel(example) ? policy(example) : null;
    if (policy == null || policy.charter().breaker().watched() == null) {
      return reports;
    }
    for (Attempt attempt : example.attempts()) {
      Score score = attempt.score();
      String model = asked(policy, attempt);
      if (score != null && attempt.taken() && model != null) {
        reports.add(
            new AnswerReport(
                new Guarded(model, example.segment()),
                policy.domain(),
                attempt.tier(),
                CallSource.LIVE,
                AnswerReport.Basis.LABELS,
                !score.label().equals(example.label()),
                attempt.at().toEpochMilli(),
                example.source(),
                now));
      }
    }
    return reports;
  }

  /**
   * The model that an attempt has asked, by the name that the policy gives it; null if the policy
   * that is known here would have asked another.
   */
  private static @Nullable String asked(Policy policy, Attempt attempt) {
    ModelRef model = attempt.model();
    Candidate canary = policy.charter().candidates().canary();
    String name =
        attempt.canary()
            ? canary == null ? null : canary.model()
            : tier(policy, attempt) instanceof Tier.Model tier ? tier.model() : null;
    return model != null
            && name != null
            && (name.equals(model.name()) || name.equals(model.name() + '@' + model.version()))
        ? name
        : null;
  }

  private static @Nullable Tier tier(Policy policy, Attempt attempt) {
    int index = policy.indexOf(attempt.tier());
    return index < 0 ? null : policy.ladder().get(index);
  }

  /** As it applies to the segment of the example. */
  private @Nullable Policy policy(LabelledExample example) {
    Policy whole = policies.toContinue(example.policy(), example.domain()).orElse(null);
    if (whole == null) {
      return null;
    }
    return whole.segments().stream()
        .filter(segment -> segment.name().equals(example.segment()))
        .map(segment -> segment.policy())
        .findFirst()
        .orElse(whole);
  }
}
