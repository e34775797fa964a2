package dev.backstop.guard;

import dev.backstop.domain.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A breaker as it is published: what every instance works by, and all that its owner needs to go on
 * from it.
 *
 * @param domain of the policy whose terms hold
 * @param tier that asks the model
 * @param share of the requests that ask the model, or in SHADOW are mirrored to it
 * @param failure the reason that its failures had most often when it tripped, if they had any
 * @param risk how its answers stand
 * @param drift what of its inputs has drifted, in all segments together, and what it was taken out
 *     for of that
 * @param acted id of the last control that was to close it, which acts once; null if none was
 * @param why what decided the last move, a sentence
 * @param owner group and task that decided
 * @param at when it was written, in ms
 */
public record BreakerNews(
    Guarded guarded,
    String domain,
    String tier,
    BreakerStatus status,
    double share,
    @Nullable Reason failure,
    RiskReading risk,
    DriftMemory drift,
    @Nullable String acted,
    String why,
    String owner,
    long at) {

  /** What is allowed for a request with this hash, from 0 to below 1. */
  public Admission admits(double hash) {
    return switch (status.kind()) {
      case CLOSED -> Admission.LIVE;
      case OPEN -> Admission.REFUSED;
      case SHADOW -> hash < share ? Admission.MIRROR : Admission.REFUSED;
      case RAMP -> hash < share ? Admission.LIVE : Admission.REFUSED;
    };
  }

  public boolean closed() {
    return status.kind() == BreakerState.Kind.CLOSED;
  }

  /** What of its inputs has drifted. */
  public DriftStanding drifted() {
    return drift.standing();
  }

  /** The operator's control by which it stands as it does; null if none does. */
  public Cause.@Nullable Hand hand() {
    Cause cause = status.cause();
    boolean stands =
        status.kind() == BreakerState.Kind.OPEN || status.kind() == BreakerState.Kind.CLOSED;
    return cause == null || !stands ? null : cause.hand();
  }

  /** These news of the breaker as it is now: counts that have moved nothing yet. */
  public BreakerNews with(BreakerState state, long now) {
    return new BreakerNews(
        guarded,
        domain,
        tier,
        BreakerStatus.of(state),
        share,
        failure,
        risk,
        drift,
        acted,
        why,
        owner,
        now);
  }

  /** These news with what is known of its inputs now. */
  public BreakerNews with(DriftMemory drift) {
    return new BreakerNews(
        guarded, domain, tier, status, share, failure, risk, drift, acted, why, owner, at);
  }

  /** These news of a breaker whose failures had this reason most often. */
  public BreakerNews failedFor(@Nullable Reason failure) {
    return new BreakerNews(
        guarded, domain, tier, status, share, failure, risk, drift, acted, why, owner, at);
  }

  /** The share of the requests that concerns the model in this state. */
  public static double shareOf(BreakerState state, BreakerTerms terms) {
    return state.kind() == BreakerState.Kind.SHADOW
        ? terms.mirrorShare()
        : Transition.share(state, terms);
  }

  /** The reason given most often, or null if none was. */
  public static @Nullable Reason commonest(Map<Reason, Long> reasons) {
    return reasons.entrySet().stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  /** A move in words. */
  public static String inWords(ReportedBreaker.Move move, BreakerTerms terms) {
    Transition moved = move.transition();
    Cause cause = moved.cause();
    if (cause == null) {
      return "no policy asks the model any more and goes by its breaker";
    }
    if (move.refitted()) {
      return "the policy has other shares for its way back now";
    }
    Evidence seen = cause.evidence();
    boolean tested = moved.from() != BreakerState.Kind.CLOSED;
    return switch (moved.to()) {
      case OPEN ->
          opened(cause, tested && terms.calls().failed(seen), moved.from() == moved.to())
              + reasons(move.reasons());
      case SHADOW ->
          cause.hand() == null
              ? "it has been open for its time, and is tried beside the tiers that answer"
              : "no operator holds it open any more; it is tried beside the tiers that answer";
      case RAMP, CLOSED ->
          cause.hand() != null
              ? "an operator closed it, whatever it has shown" + inWords(cause.hand())
              : moved.byAnswers() ? answered(seen, terms) : passed(seen, terms);
    };
  }

  /**
   * Why it opened.
   *
   * @param tested whether the counts are so bad that the return test must have been lost
   * @param before whether it was open already
   */
  private static String opened(Cause cause, boolean tested, boolean before) {
    Evidence seen = cause.evidence();
    String of = seen.errors() + " of " + seen.trials() + " calls";
    if (before && cause.reason() != TripReason.OPERATOR) {
      return "what it answered before it opened was wrong more often than is tolerable";
    }
    if (cause.reason().needsAnswers() && seen.trials() > 0) {
      return seen.errors()
          + " of "
          + seen.trials()
          + " answers that were judged are wrong, more than is tolerable";
    }
    if (tested) {
      return "the return test is lost: " + of + " failed or were slow";
    }
    return switch (cause.reason()) {
      case FAILURES -> of + " failed";
      case SLOWNESS -> of + " were slow";
      case CONSECUTIVE -> "many calls failed in a row: " + of + " of the last ten seconds";
      case QUALITY -> "its answers are wrong more often than is tolerable";
      case DRIFT -> "its inputs have changed";
      case OPERATOR -> "an operator holds it open" + inWords(cause.hand());
    };
  }

  private static String inWords(Cause.@Nullable Hand hand) {
    return hand == null
        ? ""
        : " until " + Instant.ofEpochMilli(hand.until()) + ", control " + hand.control();
  }

  private static String answered(Evidence seen, BreakerTerms terms) {
    return String.format(
        Locale.ROOT,
        "the return test is passed: %d of %d answers that were judged are wrong, e-value %.1f of"
            + " %.1f",
        seen.errors(),
        seen.trials(),
        terms.answers().eValue(seen),
        terms.answers().pass());
  }

  private static String passed(Evidence seen, BreakerTerms terms) {
    return String.format(
        Locale.ROOT,
        "the return test is passed: %d of %d calls failed or were slow, e-value %.1f of %.1f",
        seen.errors(),
        seen.trials(),
        terms.calls().eValue(seen),
        terms.calls().pass());
  }

  private static String reasons(Map<Reason, Long> reasons) {
    return reasons.isEmpty()
        ? ""
        : reasons.entrySet().stream()
            .sorted(Map.Entry.<Reason, Long>comparingByValue().reversed())
            .map(one -> one.getKey() + " " + one.getValue())
            .collect(Collectors.joining(", ", " (", ")"));
  }
}
