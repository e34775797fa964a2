package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.guard.Admission;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.policy.Tier;
import java.time.Instant;
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
    return news.admits(new AuditCoin().uniform(SALT + model, on.request().requestId()));
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

  /** Whether all models of a tier may be asked; a batch has no room for one that may not. */
  public static boolean isWhole(Case on, Tier.Asking tier) {
    return on.breakers().closed()
        || tier.models().stream().allMatch(model -> of(on, model) == Admission.LIVE);
  }

  /**
   * The attempt that a tier amounts to too few of whose models may be asked; null if enough may.
   *
   * @param asked the tier as this request would ask it
   */
  static @Nullable Attempt refusal(Case on, Tier.Asking tier, Tier.Asking asked, Instant now) {
    int most = asked instanceof Tier.Ensemble ensemble ? ensemble.minimum() : 1;
    int admitted = 0;
    BreakerNews first = null;
    for (String model : asked.models()) {
      if (of(on, model) == Admission.LIVE) {
        admitted++;
      } else if (first == null) {
        first = on.breaker(model);
      }
    }
    return first == null || admitted >= Math.max(1, most)
        ? null
        : Attempt.skipped(tier.name(), tier.kind(), Reason.BREAKER_OPEN, inWords(first), now)
            .by(first.hand() == null ? null : first.hand().control());
  }

  private static String inWords(BreakerNews news) {
    String model = "the breaker of model '" + news.guarded().model() + "' ";
    BreakerState.Kind kind = news.status().kind();
    String state =
        switch (kind) {
          case OPEN, SHADOW -> "is " + kind;
          case RAMP, CLOSED -> "lets " + news.share() + " of the requests through";
        };
    return model + state + ": " + news.why();
  }
}
