package dev.backstop.topology.guard;

import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.ReportedBreaker;
import dev.backstop.guard.RiskLevel;
import org.jspecify.annotations.Nullable;

/** A breaker with what was last published of it; null if nothing ever was. */
final class Owned {

  final ReportedBreaker breaker;
  @Nullable BreakerNews news;

  /** Since when no policy asks the model, as far as is known here; -1 while one does. */
  long unasked = -1;

  Owned(ReportedBreaker breaker, @Nullable BreakerNews news) {
    this.breaker = breaker;
    this.news = news;
  }

  boolean closed() {
    return breaker.state().kind() == BreakerState.Kind.CLOSED;
  }

  /** How its answers stand, as was last published. */
  RiskLevel risk() {
    return news == null ? RiskLevel.NORMAL : news.risk().level();
  }
}
