package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.judge.Answer;
import dev.backstop.judge.ShadowRequest;
import dev.backstop.judge.Trial;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Candidates;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which answers the other model is asked for too. Where a candidate has answered it is the tier's
 * own model, so that each record of a canary can be compared; where the tier's own has, it is the
 * candidate, on the share of a shadow.
 */
public final class Shadowing {

  private Shadowing() {}

  /** The candidate that the attempt tells of, or would be held against; null if there is none. */
  public static @Nullable Candidate tried(Case on, Attempt attempt) {
    Candidates candidates = on.policy().charter().candidates();
    Candidate tried = attempt.canary() ? candidates.canary() : candidates.shadow();
    return tried != null && tried.tier().equals(attempt.tier()) ? tried : null;
  }

  /** What the other model is to be asked after this attempt; null if nothing is. */
  public static @Nullable ShadowRequest of(Case on, Attempt attempt, Instant now) {
    Candidate tried = tried(on, attempt);
    // What the models are asked differs where one may stand something in for what is too old.
    if (tried == null || attempt.model() == null || tellsOfTheInstance(attempt) || on.stale()) {
      return null;
    }
    int index = on.policy().indexOf(attempt.tier());
    if (index < 0
        || !(on.policy().ladder().get(index) instanceof Tier.Model tier)
        || tier.model().equals(tried.model())) {
      return null;
    }
    if (!attempt.canary()
        && (stoodIn(on, attempt)
            || StickyCoin.of(tried, on.request().requestId()) >= tried.share())) {
      return null;
    }
    return new ShadowRequest(
        on.request().requestId(),
        trial(on.policy(), tried),
        on.policy().applies().segment(),
        tier.model(),
        attempt.canary(),
        answer(attempt),
        on.features(),
        tier.budget(),
        onPanel(on, now),
        on.source(),
        now,
        false,
        null);
  }

  /** Whether the model was never asked because this instance had no room for it. */
  private static boolean tellsOfTheInstance(Attempt attempt) {
    return attempt.reason() == Reason.BREAKER_OPEN || attempt.reason() == Reason.OVERLOAD;
  }

  /** Whether it only stood in for a candidate that had failed: that pair is asked for already. */
  private static boolean stoodIn(Case on, Attempt attempt) {
    return on.attempts().stream()
        .anyMatch(other -> other.isFailedCanary() && other.tier().equals(attempt.tier()));
  }

  /** Whether people are asked about it whatever became of it: a fair sample of all requests. */
  static boolean onPanel(Case on, Instant now) {
    AuditDraw draw = AuditCoin.ofThisThread().toss(on.audit(now), on.request().requestId());
    return draw != null && draw.drawn();
  }

  /** What evidence about the candidate is gathered for. */
  public static Trial trial(Policy policy, Candidate tried) {
    return new Trial(
        policy.ref(),
        policy.domain(),
        tried.tier(),
        tried.model(),
        policy.basis(tried),
        tried.cap());
  }

  static Answer answer(Attempt attempt) {
    Score score = attempt.score();
    Reason reason = attempt.reason() == null ? Reason.ERROR : attempt.reason();
    return score == null
        ? new Answer(attempt.model(), null, null, reason, attempt.latencyMicros())
        : new Answer(
            attempt.model(), score.label(), score.confidence(), null, attempt.latencyMicros());
  }
}
