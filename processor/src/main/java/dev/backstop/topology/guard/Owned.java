package dev.backstop.topology.guard;

import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.Cause;
import dev.backstop.guard.DriftMemory;
import dev.backstop.guard.InputReport;
import dev.backstop.guard.ReportedBreaker;
import dev.backstop.guard.RiskLevel;
import dev.backstop.guard.TripReason;
import org.jspecify.annotations.Nullable;

/** A breaker with what was last published of it; null if nothing ever was. */
final class Owned {

  /** After so long with calls and no word of what was asked, nothing is known of that. */
  private static final long UNOBSERVED_MILLIS = 300_000;

  final ReportedBreaker breaker;
  @Nullable BreakerNews news;

  /** What of its inputs has drifted, as was last published. */
  DriftMemory drift;

  /** Since when nobody asks the model, as far as is known here; -1 while somebody does. */
  long unasked = -1;

  /** Whether calls of its model were reported, since this owner has it. */
  boolean asked;

  /** The last request that was heard of; null if none was. */
  @Nullable SourcePosition heard;

  /** Id of the last control that was to close it; null if none was. */
  @Nullable String acted;

  private @Nullable String domain;

  /** Since when there are calls that should be counted by their inputs and are not; else -1. */
  private long unobserved = -1;

  /** When the latest of those calls were reported. */
  private long latest;

  Owned(ReportedBreaker breaker, @Nullable BreakerNews news) {
    this.breaker = breaker;
    this.news = news;
    this.acted = news == null ? null : news.acted();
    this.drift = news == null ? DriftMemory.NONE : news.drift();
  }

  /** Takes note that its model was called. */
  void called(CallReport report) {
    heard(report.domain(), report.source());
    asked = true;
  }

  /** Takes note of what its model was asked. */
  void observed(InputReport report) {
    heard(report.domain(), report.source());
    unobserved = -1;
  }

  /** Takes note of calls whose inputs should be reported too. */
  void observable(long now) {
    unobserved = unobserved < 0 ? now : unobserved;
    latest = now;
  }

  /** Whether calls were reported for long, and nothing of what was asked; silence is none. */
  boolean unobserved() {
    return unobserved >= 0 && latest - unobserved >= UNOBSERVED_MILLIS;
  }

  private void heard(String domain, SourcePosition source) {
    this.domain = domain;
    heard = source;
    unasked = -1;
  }

  /**
   * By whom it goes: while it is away by the policy under which it left, so that two that ask the
   * model do not pull it to and fro.
   */
  GuardRules.Asker asker(String domain, String tier) {
    return news == null || closed()
        ? new GuardRules.Asker(domain, tier)
        : new GuardRules.Asker(news.domain(), news.tier());
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

  /** How its answers stand, as was last published. */
  RiskLevel risk() {
    return news == null ? RiskLevel.NORMAL : news.risk().level();
  }
}
