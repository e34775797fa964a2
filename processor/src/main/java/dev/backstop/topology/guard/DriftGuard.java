package dev.backstop.topology.guard;

import dev.backstop.guard.BreakerTerms;
import dev.backstop.guard.Cause;
import dev.backstop.guard.DriftMemory;
import dev.backstop.guard.DriftReading;
import dev.backstop.guard.DriftStanding;
import dev.backstop.guard.Evidence;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.InputReport;
import dev.backstop.guard.ReportedBreaker;
import dev.backstop.guard.TripReason;
import dev.backstop.policy.DriftRules;
import java.util.List;

/**
 * Decides on what models are asked: what of it has drifted, and whether a model is taken out for
 * that. What it was taken out for once it is not taken out for again, until that has been otherwise
 * meanwhile: its answers were shown to be right on it.
 */
final class DriftGuard {

  private final GuardRules rules;
  private final BreakerBook breakers;
  private final DriftBook drifts;
  private final Announcer announcer;

  DriftGuard(GuardRules rules, BreakerBook breakers, DriftBook drifts, Announcer announcer) {
    this.rules = rules;
    this.breakers = breakers;
    this.drifts = drifts;
    this.announcer = announcer;
  }

  /** A model was asked. */
  void observed(InputReport report, long now) {
    Guarded guarded = report.guarded();
    DriftRules watching = rules.drifting(report.domain(), guarded.model());
    if (watching == null || guarded.segment() != null) {
      return;
    }
    Owned one = breakers.of(guarded, now);
    List<DriftReading> readings = drifts.add(report, watching.window(), one.drift.digest(), now);
    if (readings == null) {
      return;
    }
    one.observed(report);
    remember(one, one.drift.after(report, readings), one.asker(report.domain(), report.tier()));
    route(one, now);
  }

  /** Time has passed, or a policy has changed, or what stands of the model at large. */
  void tick(Owned one, long now) {
    Guarded guarded = one.breaker.guarded();
    boolean ofAll = guarded.segment() == null;
    boolean watched = rules.watchInputs(guarded.model(), one.domain());
    if (ofAll && !watched) {
      drifts.forget(guarded.model());
    }
    if (one.news != null
        && !one.drift.standing().none()
        && (!ofAll || !watched || one.unobserved())) {
      DriftStanding routed = ofAll ? DriftStanding.NONE : one.drift.routed();
      remember(
          one,
          new DriftMemory(DriftStanding.NONE, routed, null),
          one.asker(one.news.domain(), one.news.tier()));
    }
    route(one, now);
  }

  /** Nobody asks it any more. */
  void forget(Guarded guarded) {
    if (guarded.segment() == null) {
      drifts.forget(guarded.model());
    }
  }

  /** Another instance may have these breakers from now on. */
  void close() {
    drifts.close();
  }

  /** Takes the model out for what has drifted, where a policy wants that and it was not yet. */
  private void route(Owned one, long now) {
    DriftStanding stands = drifts.standing(one);
    if (stands == null) {
      return;
    }
    keep(one, one.drift.routedOf(stands));
    DriftStanding more = stands.since(one.drift.routed());
    // What nobody calls could not come back.
    GuardRules.Asker routing =
        more.none() || !one.asked ? null : rules.routing(one.breaker.guarded(), more).orElse(null);
    if (routing == null) {
      return;
    }
    GuardRules.Asker asker = one.asker(routing.domain(), routing.tier());
    BreakerTerms terms = rules.terms(asker.domain());
    ReportedBreaker.Move move =
        one.breaker.trip(new Cause(TripReason.DRIFT, Evidence.NONE), terms, now);
    DriftMemory taken = one.drift.taken(stands);
    if (move == null) {
      keep(one, taken);
    } else {
      one.drift = taken;
      announcer.moved(one, move, stands, terms, asker);
    }
  }

  /** Takes note of what is known now, and tells of it where something else stands than before. */
  private void remember(Owned one, DriftMemory now, GuardRules.Asker asker) {
    DriftStanding before = one.drift.standing();
    if (before.equals(now.standing())) {
      keep(one, now);
    } else {
      one.drift = now;
      announcer.drift(one, before, rules.terms(asker.domain()), asker);
    }
  }

  private void keep(Owned one, DriftMemory now) {
    if (!now.equals(one.drift)) {
      one.drift = now;
      if (one.news != null) {
        breakers.keep(one, one.news.with(now));
      }
    }
  }
}
