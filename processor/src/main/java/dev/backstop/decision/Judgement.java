package dev.backstop.decision;

import dev.backstop.control.Control;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Member;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.guard.BreakerNews;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What asking a tier amounts to. An answer below the threshold is never taken, nor one that came
 * after the deadline.
 */
public final class Judgement {

  private Judgement() {}

  /**
   * The attempt that asking the tier's models amounts to.
   *
   * @param members what each of them said, in their order
   * @param now when the last had answered
   */
  public static Attempt of(Case on, Tier.Asking tier, List<Member> members, Instant now) {
    long micros = 0;
    for (Member member : members) {
      micros += member.latencyMicros();
    }
    return of(on, tier, members, micros, now);
  }

  /**
   * The attempt that asking the tier's models at once amounts to.
   *
   * @param members what each of them said, in their order
   * @param micros how long that took, all together
   * @param now when the last had answered
   */
  public static Attempt of(
      Case on, Tier.Asking tier, List<Member> members, long micros, Instant now) {
    if (tier instanceof Tier.Ensemble ensemble) {
      return judged(on, tier, null, combined(ensemble, members), micros, members, now);
    }
    Member only = members.get(0);
    return of(on, tier, only.model(), only.outcome(), micros, now);
  }

  /**
   * The attempt that asking the tier's only model amounts to.
   *
   * @param model what answered, for lineage; null if it was not there
   * @param now when it had answered
   */
  public static Attempt of(
      Case on,
      Tier.Asking tier,
      @Nullable ModelRef model,
      Outcome outcome,
      long latencyMicros,
      Instant now) {
    return judged(on, tier, model, outcome, latencyMicros, List.of(), now);
  }

  /** The members' answers made one, or why there is none. */
  public static Outcome combined(Tier.Ensemble tier, List<Member> members) {
    List<@Nullable Score> scores = new ArrayList<>(members.size());
    int answered = 0;
    for (Member member : members) {
      Score score = member.score();
      scores.add(score);
      answered += score == null ? 0 : 1;
    }
    if (answered > 0 && answered >= tier.minimum()) {
      return new Outcome.Scored(tier.combination().of(scores));
    }
    Reason first =
        members.stream()
            .map(Member::reason)
            .filter(reason -> reason != null)
            .findFirst()
            .orElse(Reason.ERROR);
    return new Outcome.Failed(
        first,
        answered
            + " of "
            + members.size()
            + " models answered, and "
            + tier.minimum()
            + " must: "
            + members.stream()
                .filter(member -> !member.answered())
                .map(member -> member.name() + ' ' + member.reason())
                .collect(Collectors.joining(", ")));
  }

  private static Attempt judged(
      Case on,
      Tier.Asking tier,
      @Nullable ModelRef model,
      Outcome outcome,
      long latencyMicros,
      List<Member> members,
      Instant now) {
    Attempt attempt = held(on, tier, model, outcome, latencyMicros, members, now);
    return Canary.isCandidate(on, tier) ? attempt.asCanary() : attempt;
  }

  private static Attempt held(
      Case on,
      Tier.Asking tier,
      @Nullable ModelRef model,
      Outcome outcome,
      long latencyMicros,
      List<Member> members,
      Instant now) {
    double threshold = Thresholds.of(on, tier, now);
    if (outcome instanceof Outcome.Failed failed) {
      return new Attempt(
          tier.name(),
          tier.kind(),
          model,
          null,
          null,
          threshold,
          latencyMicros,
          failed.reason(),
          failed.detail(),
          now,
          control(on, tier, now),
          members,
          on.sources(),
          false);
    }
    Score score = ((Outcome.Scored) outcome).score();
    Reason reason = null;
    String detail = null;
    String control = control(on, tier, now);
    Control tightening = on.switches().tightening(now);
    // Written so that a confidence that is not a number is refused.
    if (tightening != null
        && !(score.confidence() >= threshold)
        && score.confidence() >= Thresholds.untightened(on, tier)) {
      reason = Reason.LOW_CONFIDENCE;
      detail = "sure enough for the policy; " + tightening.set().inWords();
      control = tightening.id();
    } else if (!(score.confidence() >= threshold)) {
      BreakerNews drifted =
          score.confidence() >= Thresholds.usual(on, tier) ? Thresholds.drifted(on, tier) : null;
      reason = drifted == null ? Reason.LOW_CONFIDENCE : Reason.DRIFT_GUARD;
      detail =
          drifted != null
              ? "sure enough, had nothing drifted; " + drifted.drifted().inWords()
              : score.confidence() >= tier.threshold() ? forTheRisk(on) : null;
    } else if (now.isAfter(on.deadline())) {
      reason = Reason.BUDGET_EXHAUSTED;
      detail = "answered after the deadline";
    }
    return new Attempt(
        tier.name(),
        tier.kind(),
        model,
        score,
        score.label(),
        threshold,
        latencyMicros,
        reason,
        detail,
        now,
        control,
        members,
        on.sources(),
        false);
  }

  /**
   * The control that has made this tier be asked, else one that has chosen which model it asks,
   * else one by which it must be surer.
   */
  private static @Nullable String control(Case on, Tier.Asking tier, Instant now) {
    String wanting = Ladder.wanting(on, tier, now);
    if (wanting != null) {
      return wanting;
    }
    String canary = Canary.control(on, tier, now);
    Control tightening = on.switches().tightening(now);
    return canary != null || tightening == null ? canary : tightening.id();
  }

  private static @Nullable String forTheRisk(Case on) {
    return on.risk()
        .map(
            risk ->
                "sure enough for the tier; at risk '"
                    + risk.name()
                    + "' a person's answer is expected to cost less")
        .orElse(null);
  }
}
