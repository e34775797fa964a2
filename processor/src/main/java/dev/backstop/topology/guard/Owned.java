package dev.backstop.topology.guard;

import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.Cause;
import dev.backstop.guard.DriftStanding;
import dev.backstop.guard.ReportedBreaker;
import dev.backstop.guard.RiskLevel;
import dev.backstop.guard.TripReason;
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

  /** Whether an operator holds it open. */
  boolean held() {
    Cause cause = breaker.state().cause();
    return breaker.state().kind() == BreakerState.Kind.OPEN
        && cause != null
        && cause.reason() == TripReason.OPERATOR;
  }

  /** What of its inputs has drifted, as was last published. */
  DriftStanding drift() {
    return news == null ? DriftStanding.NONE : news.drift();
  }

  /** How its answers stand, as was last published. */
  RiskLevel risk() {
    return news == null ? RiskLevel.NORMAL : news.risk().level();
  }
}
