package dev.backstop.topology.guard;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.guard.AnswerReport;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.BreakerTerms;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.CallSource;
import dev.backstop.guard.Cause;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.InputReport;
import dev.backstop.guard.ReportedBreaker;
import dev.backstop.guard.RiskLevel;
import dev.backstop.guard.RiskReading;
import dev.backstop.guard.TripReason;
import dev.backstop.policy.QualityRules;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the breakers of one task: by what is reported of calls, of answers and of inputs, by
 * what operators want, and by time.
 */
final class BreakerOwner {

  /** When nobody is known to ask a model for so long, its run of failures is over. */
  private static final long QUIET_MILLIS = 10_000;

  /** So often at most it is told how many labels are known, where somebody goes by that. */
  private static final long LABELS_MILLIS = 5_000;

  private final GuardRules rules;
  private final BreakerBook breakers;
  private final RiskBook risks;
  private final DriftGuard drift;
  private final OperatorDesk operators;
  private final Announcer announcer;

  BreakerOwner(
      GuardRules rules,
      BreakerBook breakers,
      RiskBook risks,
      DriftGuard drift,
      OperatorDesk operators,
      Announcer announcer) {
    this.rules = rules;
    this.breakers = breakers;
    this.risks = risks;
    this.drift = drift;
    this.operators = operators;
    this.announcer = announcer;
  }

  /** Calls of a model have ended. */
  void called(CallReport report, long now) {
    Owned one = breakers.of(report.guarded(), now);
    one.called(report);
    if (report.callSource() == CallSource.LIVE
        && rules.drifting(report.domain(), report.guarded().model()) != null) {
      one.observable(now);
    }
    GuardRules.Asker asker = one.asker(report.domain(), report.tier());
    BreakerTerms terms = rules.terms(asker.domain());
    refit(one, terms, asker, now);
    BreakerState before = one.breaker.state();
    ReportedBreaker.Move move = one.breaker.report(report, terms, now);
    went(one, before, move, terms, asker, now);
  }

  /** An answer of a model was held against the truth. */
  void answered(AnswerReport report, long now) {
    Owned one = breakers.of(report.guarded(), now);
    one.heard = report.source();
    GuardRules.Asker asker = one.asker(report.domain(), report.tier());
    BreakerTerms terms = rules.terms(asker.domain());
    refit(one, terms, asker, now);
    BreakerState before = one.breaker.state();
    ReportedBreaker.Move move = one.breaker.judged(report, terms, now);
    went(one, before, move, terms, asker, now);
    QualityRules quality = rules.of(report.domain()).watched();
    RiskReading reading = quality == null ? null : risks.record(report, quality);
    if (reading == null) {
      return;
    }
    // What it was taken out for stands until it is back: few labels show little.
    if (reading.level() != one.risk() && (reading.level() != RiskLevel.NORMAL || one.closed())) {
      announcer.risk(one, reading, terms, asker);
    }
    if (reading.level() == RiskLevel.DEGRADED) {
      Cause cause = new Cause(TripReason.QUALITY, reading.labels());
      moved(one, one.breaker.trip(cause, terms, now), terms, asker);
      risks.forget(report.guarded().key(), now);
    }
  }

  /** A model was asked. */
  void observed(InputReport report, long now) {
    drift.observed(report, now);
  }

  /** Another instance may have these breakers from now on. */
  void close() {
    drift.close();
  }

  /** Time has passed. */
  void tick(long now) {
    operators(now);
    for (Owned one : breakers.all()) {
      String domain = one.news == null ? one.domain() : one.news.domain();
      boolean gone = isGone(one, rules.terms(domain), now);
      if (one.news != null) {
        tick(one, one.news, gone, now);
      } else if (gone) {
        forget(one, now);
      }
      if (!gone) {
        drift.tick(one, now);
        labels(one, now);
      }
    }
  }

  private void tick(Owned one, BreakerNews known, boolean gone, long now) {
    BreakerTerms terms = rules.terms(known.domain());
    GuardRules.Asker asker = new GuardRules.Asker(known.domain(), known.tier());
    if (gone) {
      moved(one, one.breaker.forget(terms, now), terms, asker);
      forget(one, now);
    } else {
      refit(one, terms, asker, now);
      moved(one, one.breaker.tick(terms, now), terms, asker);
    }
    boolean watched = !gone && rules.watch(known.guarded(), known.domain());
    if (!watched) {
      risks.unwatched(known.guarded().key(), now);
    }
    if (!watched && one.closed() && one.risk() != RiskLevel.NORMAL) {
      announcer.risk(one, RiskReading.NONE, terms, asker);
    }
  }

  /** Tells what labels have shown and has not been told, of a model that is asked. */
  private void labels(Owned one, long now) {
    Guarded guarded = one.breaker.guarded();
    GuardRules.Asker asker = one.closed() ? rules.asker(guarded).orElse(null) : null;
    QualityRules quality = asker == null ? null : rules.of(asker.domain()).watched();
    RiskReading reading = quality == null ? null : risks.reading(guarded.key(), quality);
    if (asker == null || reading == null) {
      return;
    }
    BreakerTerms terms = rules.terms(asker.domain());
    if (reading.level() == RiskLevel.SPIKE && one.risk() == RiskLevel.NORMAL) {
      // A breaker that has closed says nothing of risk, and labels may not come for long.
      announcer.risk(one, reading, terms, asker);
    } else if (reading.level() == one.risk() && mayTell(one, reading, now)) {
      announcer.labels(one, reading, terms, asker);
    }
  }

  /** Whether somebody goes by how many labels are known, and has not just been told. */
  private boolean mayTell(Owned one, RiskReading reading, long now) {
    BreakerNews known = one.news;
    return !reading.equals(known == null ? RiskReading.NONE : known.risk())
        && (known == null || now - known.at() >= LABELS_MILLIS)
        && rules.prove(one.breaker.guarded());
  }

  private void forget(Owned one, long now) {
    risks.forget(one.breaker.guarded().key(), now);
    drift.forget(one.breaker.guarded());
    announcer.forgotten(one);
  }

  /** Does to breakers what operators want, and lets go of those that nobody holds any more. */
  private void operators(long now) {
    Map<Guarded, Control> wanted = operators.wanted(Instant.ofEpochMilli(now));
    wanted.forEach((guarded, control) -> operate(guarded, control, now));
    for (Owned one : breakers.all()) {
      BreakerNews known = one.news;
      Control control = wanted.get(one.breaker.guarded());
      boolean held = control != null && control.set() instanceof Switch.OpenBreaker;
      if (known != null && one.held() && !held) {
        BreakerTerms terms = rules.terms(known.domain());
        moved(
            one,
            one.breaker.release(terms, now),
            terms,
            new GuardRules.Asker(known.domain(), known.tier()));
      }
    }
  }

  private void operate(Guarded guarded, Control control, long now) {
    GuardRules.Asker asker = rules.asker(guarded).orElse(null);
    Instant until = control.expiresAt();
    if (asker == null || until == null) {
      return;
    }
    Owned one = breakers.of(guarded, now);
    BreakerTerms terms = rules.terms(asker.domain());
    Cause.Hand hand = new Cause.Hand(control.id(), until.toEpochMilli());
    if (control.set() instanceof Switch.OpenBreaker) {
      moved(one, one.breaker.trip(Cause.of(hand), terms, now), terms, asker);
    } else if (!control.id().equals(one.acted)) {
      // Once: what opens it again later stands.
      one.acted = control.id();
      ReportedBreaker.Move move = one.breaker.close(hand, terms, now);
      moved(one, move, terms, asker);
      if (move == null) {
        announcer.acted(one, terms, asker);
      }
    }
  }

  /**
   * Whether nobody has asked for so long that a model which came back would be a new one. Policies
   * tell that only where those are known that should be in force; a report tells otherwise.
   */
  private boolean isGone(Owned one, BreakerTerms terms, long now) {
    if (one.held() || !rules.know(one.domain()) || rules.ask(one.breaker.guarded().model())) {
      one.unasked = -1;
      return false;
    }
    if (one.unasked < 0) {
      one.unasked = now;
    }
    if (now - one.unasked >= QUIET_MILLIS) {
      one.breaker.unwatch();
    }
    return now - one.unasked >= terms.forgetAfter().toMillis();
  }

  /** The policy may have changed since it moved last. */
  private void refit(Owned one, BreakerTerms terms, GuardRules.Asker asker, long now) {
    if (one.news != null) {
      moved(one, one.breaker.refit(one.news.share(), terms, now), terms, asker);
    }
  }

  private void went(
      Owned one,
      BreakerState before,
      ReportedBreaker.@Nullable Move move,
      BreakerTerms terms,
      GuardRules.Asker asker,
      long now) {
    moved(one, move, terms, asker);
    if (move == null && one.breaker.state() != before && one.news != null) {
      // A test that goes on: a restart must not begin it anew.
      breakers.keep(one, one.news.with(one.breaker.state(), now));
    }
  }

  private void moved(
      Owned one, ReportedBreaker.@Nullable Move move, BreakerTerms terms, GuardRules.Asker asker) {
    if (move != null) {
      announcer.moved(one, move, terms, asker);
    }
  }
}
