package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Notice;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.domain.TimeoutAnswer;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The decisions a ladder can end in, and the answers it declares for when nobody answers. */
final class Decisions {

  private Decisions() {}

  /** The last tier asked was sure enough. */
  static Decision accepted(Case on, Attempt taken, Instant now) {
    return of(
        on,
        Status.FINAL,
        taken.label(),
        taken.scores(),
        taken.confidence(),
        taken.tier(),
        taken.tierKind(),
        false,
        null,
        now);
  }

  /** A rule has answered, in the last attempt. */
  static Decision ruled(Case on, Tier.Rules tier, Instant now) {
    Attempt answer = on.attempts().get(on.attempts().size() - 1);
    Notice notice = tier.degraded() ? on.notice(on.reason(), "DEGRADED") : null;
    return of(
        on,
        Status.FINAL,
        answer.label(),
        Map.of(),
        null,
        tier.name(),
        TierKind.RULES,
        tier.degraded(),
        notice,
        now);
  }

  /** The declared default stands; it is degraded, always. */
  static Decision declared(Case on, Tier.Default tier, Instant now) {
    Notice notice = on.notice(on.reason(), "DEGRADED");
    Case with = on.with(Attempt.answered(tier.name(), TierKind.DEFAULT, tier.label(), now));
    return of(
        with,
        Status.FINAL,
        tier.label(),
        Map.of(),
        null,
        tier.name(),
        TierKind.DEFAULT,
        true,
        notice,
        now);
  }

  /** No answer will be given. */
  static Decision rejected(Case on, Tier at, Instant now) {
    Notice notice = on.notice(on.reason(), "REJECTED");
    return of(on, Status.REJECTED, null, Map.of(), null, at.name(), at.kind(), true, notice, now);
  }

  /** The deadline passed before a person could even be asked. */
  static Decision timedOut(Case on, Instant now) {
    TimeoutAnswer answer = onTimeout(on, on.reason());
    String label = answer.label();
    Case with =
        answer.tierKind() == TierKind.DEFAULT && label != null
            ? on.with(Attempt.answered(answer.tier(), TierKind.DEFAULT, label, now))
            : on;
    return of(
        with,
        answer.label() == null ? Status.REJECTED : Status.FINAL,
        answer.label(),
        answer.scores(),
        answer.confidence(),
        answer.tier(),
        answer.tierKind(),
        true,
        answer.notice(),
        now);
  }

  /** The answer that the policy declares for a case nobody answers in time. */
  static TimeoutAnswer onTimeout(Case on, @Nullable Reason reason) {
    Policy policy = on.policy();
    Optional<Attempt> best =
        policy.onTimeout() == OnTimeout.BEST_ATTEMPT ? on.bestAttempt() : Optional.empty();
    if (best.isPresent()) {
      Attempt attempt = best.get();
      return new TimeoutAnswer(
          attempt.tier(),
          attempt.tierKind(),
          attempt.label(),
          attempt.scores(),
          attempt.confidence(),
          on.notice(reason, "DEGRADED"));
    }
    Optional<Tier.Default> declared =
        policy.onTimeout() == OnTimeout.REJECT ? Optional.empty() : policy.defaultTier();
    return declared
        .map(
            tier ->
                new TimeoutAnswer(
                    tier.name(),
                    TierKind.DEFAULT,
                    tier.label(),
                    Map.of(),
                    null,
                    on.notice(reason, "DEGRADED")))
        .orElseGet(
            () -> {
              Tier last = lastAsked(policy);
              return new TimeoutAnswer(
                  last.name(), last.kind(), null, Map.of(), null, on.notice(reason, "REJECTED"));
            });
  }

  /**
   * An answer until a person has looked: the surest model's, else the declared one; none if there
   * is neither.
   */
  static Optional<Decision> provisional(Case on, Instant expectedBy, Instant now) {
    Notice notice = on.notice(null, "PROVISIONAL");
    Optional<Attempt> best = on.bestAttempt();
    if (best.isPresent()) {
      Attempt attempt = best.get();
      return Optional.of(
          of(
              on,
              Status.PROVISIONAL,
              attempt.label(),
              attempt.scores(),
              attempt.confidence(),
              attempt.tier(),
              attempt.tierKind(),
              true,
              notice,
              now,
              expectedBy));
    }
    return on.policy()
        .defaultTier()
        .map(
            tier ->
                of(
                    on.with(Attempt.answered(tier.name(), TierKind.DEFAULT, tier.label(), now)),
                    Status.PROVISIONAL,
                    tier.label(),
                    Map.of(),
                    null,
                    tier.name(),
                    TierKind.DEFAULT,
                    true,
                    notice,
                    now,
                    expectedBy));
  }

  /** Where a ladder stops that ends without an answer: at the person who was to be asked. */
  private static Tier lastAsked(Policy policy) {
    List<Tier> ladder = policy.ladder();
    return ladder.stream()
        .filter(Tier.Human.class::isInstance)
        .findFirst()
        .orElse(ladder.get(ladder.size() - 1));
  }

  private static Decision of(
      Case on,
      Status status,
      @Nullable String label,
      Map<String, Double> scores,
      @Nullable Double confidence,
      String tier,
      TierKind kind,
      boolean degraded,
      @Nullable Notice notice,
      Instant now) {
    return of(on, status, label, scores, confidence, tier, kind, degraded, notice, now, null);
  }

  private static Decision of(
      Case on,
      Status status,
      @Nullable String label,
      Map<String, Double> scores,
      @Nullable Double confidence,
      String tier,
      TierKind kind,
      boolean degraded,
      @Nullable Notice notice,
      Instant now,
      @Nullable Instant expectedBy) {
    return new Decision(
        on.request().requestId(),
        on.request().domain(),
        status,
        null,
        label,
        scores,
        confidence,
        tier,
        kind,
        degraded,
        on.reason(),
        notice,
        on.attempts(),
        on.policy().ref(),
        on.policy().applies().segment(),
        null,
        on.source(),
        on.request().requestedAt(),
        now,
        expectedBy,
        on.request().featureSetVersion(),
        on.request().tags(),
        null,
        on.degradation(now),
        null);
  }
}
