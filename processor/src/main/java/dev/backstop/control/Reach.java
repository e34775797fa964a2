package dev.backstop.control;

import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.Breakers;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import org.jspecify.annotations.Nullable;

/** Of how many requests that come to a tier the tier is asked. The order is that of the reach. */
enum Reach {
  NONE,
  SOME,
  ALL;

  Reach or(Reach other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** As far as the breakers of its models let it. */
  static Reach of(Policy variant, Tier.Asking tier, Breakers breakers) {
    int all = 0;
    int any = 0;
    for (String model : tier.models()) {
      Reach reach = of(news(variant, model, breakers));
      all += reach == ALL ? 1 : 0;
      any += reach == NONE ? 0 : 1;
    }
    int needed = tier instanceof Tier.Ensemble ensemble ? Math.max(1, ensemble.minimum()) : 1;
    return all >= needed ? ALL : any >= needed ? SOME : NONE;
  }

  /** The first model of the tier whose breaker does not let every request through, or null. */
  static @Nullable BreakerNews lacking(Policy variant, Tier.Asking tier, Breakers breakers) {
    for (String model : tier.models()) {
      BreakerNews news = news(variant, model, breakers);
      if (of(news) != ALL) {
        return news;
      }
    }
    return null;
  }

  private static @Nullable BreakerNews news(Policy variant, String model, Breakers breakers) {
    return breakers.closed() || !variant.charter().breaker().enabled()
        ? null
        : breakers.of(model, variant.applies().segment());
  }

  private static Reach of(@Nullable BreakerNews news) {
    if (news == null || news.closed()) {
      return ALL;
    }
    // A model that is asked in the shadow answers nobody.
    return news.status().kind() != BreakerState.Kind.RAMP ? NONE : news.share() >= 1 ? ALL : SOME;
  }
}
