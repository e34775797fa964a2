package dev.backstop.topology.guard;

import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.CallReport;
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

  /** Since when nobody asks the model, as far as is known here; -1 while somebody does. */
  long unasked = -1;

  /** The last request that was heard of; null if none was. */
  @Nullable SourcePosition heard;

  /** Id of the last control that was to close it; null if none was. */
  @Nullable String acted;

  private @Nullable String domain;

  Owned(ReportedBreaker breaker, @Nullable BreakerNews news) {
    this.breaker = breaker;
    this.news = news;
    this.acted = news == null ? null : news.acted();
  }

  /** Takes note that its model was called. */
  void called(CallReport report) {
    domain = report.domain();
    heard = report.source();
    unasked = -1;
  }

  /** Of the policy under which its model was asked last; empty if nobody has. */
  String domain() {
    return domain != null ? domain : news == null ? "" : news.domain();
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
