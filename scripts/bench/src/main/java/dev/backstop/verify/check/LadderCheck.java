package dev.backstop.verify.check;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Member;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.verify.history.Known;
import dev.backstop.verify.plan.Planned;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The policy's ladder beside a decision's attempts, and the answer that both lead to.
 *
 * <p>A decision names the policy that made it. Where that is another one than the case began under,
 * the case crossed a change of policy: on its way to a later model, the only way on which an
 * instance asks under its own policy. The attempts before that follow the other policy.
 *
 * @param policy the one that the decision names
 * @param question the request, or null if none is known; then its wishes are not judged
 */
record LadderCheck(
    Known known, Policy policy, Decision decision, Planned.@Nullable Question question) {

  /** Why a tier may have been passed by without a model being asked. */
  private static final Set<Reason> PASSED_BY =
      EnumSet.of(Reason.BUDGET_EXHAUSTED, Reason.POLICY_FORCED, Reason.BREAKER_OPEN);

  List<String> flaws() {
    List<String> flaws = new ArrayList<>(climb());
    flaws.addAll(new EndingCheck(policy, decision, question).flaws());
    return flaws;
  }

  /** Whether each attempt is that of the ladder's next tier, by the policy it was made under. */
  private List<String> climb() {
    List<String> flaws = climb(policy, 0);
    for (Policy other : known.policies()) {
      for (int crossing = 1; !flaws.isEmpty() && crossing < attempts().size(); crossing++) {
        boolean escalated = attempts().get(crossing).tierKind() == TierKind.MODEL;
        if (escalated && climb(other, crossing).isEmpty()) {
          flaws = List.of();
        }
      }
    }
    return flaws;
  }

  /**
   * What is wrong with the attempts.
   *
   * @param earlier the policy of the first of them
   * @param crossing the index of the first that follows the decision's policy
   */
  private List<String> climb(Policy earlier, int crossing) {
    List<String> flaws = new ArrayList<>();
    for (int i = 0; i < attempts().size(); i++) {
      Policy under = i < crossing ? earlier : policy;
      Attempt attempt = attempts().get(i);
      int place = endsReview(i) ? under.indexOf(attempt.tier()) : i;
      Tier tier = place >= 0 && place < under.ladder().size() ? under.ladder().get(place) : null;
      if (tier == null
          || !tier.name().equals(attempt.tier())
          || tier.kind() != attempt.tierKind()) {
        flaws.add(
            "attempt "
                + (i + 1)
                + " is of tier "
                + attempt.tier()
                + ", where the ladder has "
                + (tier == null ? "none" : tier.name()));
        return flaws;
      }
      flaws.addAll(tied(tier, attempt));
    }
    return flaws;
  }

  /**
   * Whether the attempt is the declared answer of a review, which stands at the ladder's end
   * wherever the person stands: until the person has answered, or because none did.
   */
  private boolean endsReview(int index) {
    return attempts().get(index).tierKind() == TierKind.DEFAULT
        && (decision.status() == Status.PROVISIONAL
            || (index > 0 && attempts().get(index - 1).tierKind() == TierKind.HUMAN));
  }

  private List<String> tied(Tier tier, Attempt attempt) {
    List<String> flaws = new ArrayList<>();
    if (tier instanceof Tier.Asking asking) {
      boolean passedBy =
          attempt.model() == null
              && attempt.members().isEmpty()
              && attempt.threshold() == null
              && attempt.score() == null
              && PASSED_BY.contains(attempt.reason());
      if (!passedBy && !Objects.equals(attempt.threshold(), asking.threshold())) {
        flaws.add(
            "tier "
                + tier.name()
                + " has the threshold "
                + attempt.threshold()
                + ", and its policy says "
                + asking.threshold());
      }
      if (!passedBy && !named(tier, attempt).equals(expected(asking))) {
        flaws.add(
            "tier "
                + tier.name()
                + " names model "
                + String.join(", ", named(tier, attempt))
                + ", and its policy says "
                + String.join(", ", asking.models()));
      }
    } else if (tier instanceof Tier.Human human) {
      if (attempt.taken() && !human.labels().contains(String.valueOf(attempt.label()))) {
        flaws.add("a person answered " + attempt.label() + ", which was not offered");
      }
    } else if (tier instanceof Tier.Default declared) {
      if (!attempt.taken() || !declared.label().equals(attempt.label())) {
        flaws.add(
            "tier "
                + tier.name()
                + " says "
                + attempt.label()
                + ", and its policy declares "
                + declared.label());
      }
    }
    return flaws;
  }

  /** The models that the attempt names, of an ensemble all. */
  private static List<String> named(Tier tier, Attempt attempt) {
    if (tier instanceof Tier.Ensemble) {
      return attempt.members().stream().map(Member::toLineage).toList();
    }
    return List.of(attempt.model() == null ? "none" : attempt.model().toLineage());
  }

  private List<String> expected(Tier.Asking tier) {
    return tier.models().stream()
        .map(model -> known.models().get(model))
        .map(model -> model == null ? "none" : model.toLineage())
        .toList();
  }

  private List<Attempt> attempts() {
    return decision.attempts();
  }
}
