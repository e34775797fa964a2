package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Reason;
import dev.backstop.guard.Admission;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.judge.Answer;
import dev.backstop.judge.ShadowRequest;
import dev.backstop.judge.Trial;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which models that a request passes by are asked about it all the same, off its path, to see
 * whether they are well again.
 *
 * <p>A model that a playbook bars is asked too, as the way back is what the playbook waits for; one
 * that a person bars is not.
 *
 * <p>It sees the features as a call would, with what is too old marked as such: its package alone
 * knows whether it reads that, and refuses it then, which counts against no model.
 *
 * <p>A model whose answers must be shown to be right is asked about each request of the audit
 * panel, whatever its share: labels are dear. Where there is no panel, it is asked once a later
 * model's answer has been taken, to be held against that; or, where there is no later model, about
 * what people are asked without anybody's doubt.
 */
public final class Mirroring {

  /** Nobody has answered yet. */
  private static final Answer NOTHING = new Answer(null, null, null, Reason.BREAKER_OPEN, 0);

  private Mirroring() {}

  /**
   * What is to be asked for the models that a case has passed by, and that it will on its next
   * step.
   *
   * @param from position of the first attempt that is new
   */
  public static List<ShadowRequest> of(Case on, int from, Instant now) {
    if (!on.breakers().mirroring()) {
      return List.of();
    }
    Set<String> asked = new LinkedHashSet<>();
    List<ShadowRequest> requests = new ArrayList<>();
    List<Attempt> attempts = Ladder.next(on, now).attempts();
    Attempt taken = taken(on, from);
    for (int i = 0; i < attempts.size(); i++) {
      int index = on.policy().indexOf(attempts.get(i).tier());
      if (index >= 0 && on.policy().ladder().get(index) instanceof Tier.Asking tier) {
        for (String model : passedBy(on, tier, index, attempts.get(i), now)) {
          BreakerNews news = on.breaker(model);
          if (news != null) {
            ShadowRequest request =
                news.status().needsAnswers()
                    ? judged(on, tier, news, i >= from, taken, now)
                    : i >= from && isMirrored(on, model)
                        ? request(on, tier, model, NOTHING, false, null, now)
                        : null;
            if (request != null && asked.add(model)) {
              requests.add(request);
            }
          }
        }
      }
    }
    return requests;
  }

  /**
   * The question to a model whose answer is held against something; null if it is not asked now.
   *
   * @param passing whether the request passes it by now, and not at a step before
   * @param taken the answer of another model that was taken now, or null
   */
  private static @Nullable ShadowRequest judged(
      Case on,
      Tier.Asking tier,
      BreakerNews news,
      boolean passing,
      @Nullable Attempt taken,
      Instant now) {
    String model = news.guarded().model();
    double threshold = Thresholds.of(on, tier, now);
    if (news.status().kind() != BreakerState.Kind.SHADOW) {
      return null;
    }
    if (on.audit(now).draws()) {
      boolean drawn = Shadowing.onPanel(on, now);
      return passing && (drawn || isMirrored(on, model))
          ? request(on, tier, model, NOTHING, drawn, threshold, now)
          : null;
    }
    if (!isMirrored(on, model)) {
      return null;
    }
    if (taken != null) {
      return request(on, tier, model, Shadowing.answer(taken), false, threshold, now);
    }
    return passing && !asksAfter(on, tier, now)
        ? request(on, tier, model, NOTHING, true, threshold, now)
        : null;
  }

  /** The answer of a model that was taken just now, or null. */
  private static @Nullable Attempt taken(Case on, int from) {
    Attempt last = on.lastAttempt();
    return last != null && on.attempts().size() > from && last.taken() && last.score() != null
        ? last
        : null;
  }

  private static boolean asksAfter(Case on, Tier.Asking tier, Instant now) {
    List<Tier> ladder = on.policy().ladder();
    for (int i = on.policy().indexOf(tier.name()) + 1; i < ladder.size(); i++) {
      if (ladder.get(i) instanceof Tier.Asking
          && ladder.get(i).enabled()
          && on.switches().bar(on.policy(), i, now) == null) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMirrored(Case on, String model) {
    return Admitting.of(on, model) == Admission.MIRROR;
  }

  /** The models that are not asked at the tier, the candidate that stands in there included. */
  private static List<String> passedBy(
      Case on, Tier.Asking tier, int place, Attempt attempt, Instant now) {
    boolean barred =
        attempt.reason() == Reason.POLICY_FORCED
            && tier.enabled()
            && PeopleOnly.inDoubt(on.policy()) == null
            && on.switches().barredByPlaybooks(on.policy(), place, now);
    List<String> models = new ArrayList<>();
    for (String model : tier.models()) {
      if (barred || isPassedBy(attempt, model)) {
        models.add(model);
      }
    }
    boolean reached = barred || attempt.model() != null || attempt.reason() == Reason.BREAKER_OPEN;
    String canary = reached && !attempt.canary() ? Canary.passedBy(on, tier, now) : null;
    if (canary != null) {
      models.add(canary);
    }
    return models;
  }

  private static boolean isPassedBy(Attempt attempt, String model) {
    return attempt.members().isEmpty()
        ? attempt.model() == null && attempt.reason() == Reason.BREAKER_OPEN
        : attempt.members().stream()
            .anyMatch(
                member ->
                    member.name().equals(model)
                        && member.model() == null
                        && member.reason() == Reason.BREAKER_OPEN);
  }

  private static ShadowRequest request(
      Case on,
      Tier.Asking tier,
      String model,
      Answer answered,
      boolean awaitsLabel,
      @Nullable Double threshold,
      Instant now) {
    return new ShadowRequest(
        on.request().requestId(),
        new Trial(
            on.policy().ref(),
            on.policy().domain(),
            tier.name(),
            model,
            Candidate.Basis.AGREEMENT,
            1),
        on.policy().applies().segment(),
        model,
        false,
        answered,
        on.features(),
        budget(on, tier),
        awaitsLabel,
        on.source(),
        now,
        true,
        threshold);
  }

  /**
   * What it would have for a request, of an ensemble its share: and no more than it may take, since
   * an answer that is slow speaks against the model as none does.
   */
  private static Duration budget(Case on, Tier.Asking tier) {
    Duration own = tier.question().share(tier.budget(), 0);
    Duration slowAfter = on.policy().charter().breaker().slowAfter(tier.budget());
    return own.compareTo(slowAfter) < 0 ? own : slowAfter;
  }
}
