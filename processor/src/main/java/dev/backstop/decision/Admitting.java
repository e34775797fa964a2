package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.guard.Admission;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.Cause;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the breakers let a request ask a model. A request is among a share by a coin of its id,
 * as with {@link StickyCoin candidates}: it is so on each instance, and whoever is let in at one
 * share is let in at all that follow.
 */
public final class Admitting {

  private static final String SALT = "BREAKER\0";

  private Admitting() {}

  /** What is allowed. */
  static Admission of(Case on, String model) {
    BreakerNews news = on.breaker(model);
    if (news == null || news.closed()) {
      return Admission.LIVE;
    }
    // Tossed only where some requests are let in and others are not.
    boolean some = news.share() > 0 && news.share() < 1;
    return news.admits(
        some ? AuditCoin.ofThisThread().uniform(SALT + model, on.request().requestId()) : 0);
  }

  /**
   * Why a member of an ensemble is not asked; null if it may be. The tier is asked as long as
   * enough of them may.
   */
  public static Outcome.@Nullable Failed refusal(Case on, String model) {
    BreakerNews news = on.breaker(model);
    return news == null || of(on, model) == Admission.LIVE
        ? null
        : new Outcome.Failed(Reason.BREAKER_OPEN, inWords(news));
  }

  /** What the tier asks those of its models that may be asked, for a batch of such cases. */
  public static Tier.Asking.Question question(Case on, Tier.Asking tier) {
    Tier.Asking.Question whole = tier.question();
    if (on.breakers().closed()) {
      return whole;
    }
    List<String> admitted =
        whole.models().stream().filter(model -> of(on, model) == Admission.LIVE).toList();
    return admitted.size() == whole.models().size()
        ? whole
        : new Tier.Asking.Question(whole.tier(), admitted, whole.budget(), whole.calls());
  }

  /**
   * The attempt that a tier amounts to too few of whose models may be asked; null if enough may.
   *
   * @param asked the tier as this request would ask it
   */
  static @Nullable Attempt refusal(Case on, Tier.Asking tier, Tier.Asking asked, Instant now) {
    int enough = asked instanceof Tier.Ensemble ensemble ? ensemble.minimum() : 1;
    int admitted = 0;
    BreakerNews first = null;
    for (String model : asked.models()) {
      if (of(on, model) == Admission.LIVE) {
        admitted++;
      } else if (first == null) {
        first = on.breaker(model);
      }
    }
    return first == null || admitted >= Math.max(1, enough)
        ? null
        : Attempt.skipped(tier.name(), tier.kind(), Reason.BREAKER_OPEN, inWords(first), now)
            .by(first.hand() == null ? null : first.hand().control());
  }

  private static String inWords(BreakerNews news) {
    String model = "the breaker of model '" + news.guarded().model() + "' ";
    BreakerState.Kind kind = news.status().kind();
    return switch (kind) {
      case OPEN -> model + "is OPEN: " + news.why();
      case SHADOW -> model + "is SHADOW, " + opened(news) + ": " + news.why();
      case RAMP, CLOSED ->
          model
              + "lets "
              + news.share()
              + " of the requests through, "
              + opened(news)
              + ": "
              + news.why();
    };
  }

  /** What it opened for: on the way back the last move does not say it. */
  private static String opened(BreakerNews news) {
    Cause cause = news.status().cause();
    String trip = cause == null ? "" : " for " + cause.reason();
    return "opened" + trip + (news.failure() == null ? "" : " (" + news.failure() + ")");
  }
}
