package dev.backstop.incident;

import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.PolicyRef;
import dev.backstop.incident.IncidentEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One look at a domain with an open incident: what has changed since the last one. */
final class Timeline {

  /** What may come again and again, and is only counted beyond a length. */
  private static final Set<Kind> OFTEN =
      Set.of(
          Kind.BREAKER,
          Kind.CONTROL,
          Kind.POLICY,
          Kind.RISK,
          Kind.DRIFT,
          Kind.DEAD_LETTERS,
          Kind.REVIEWS,
          Kind.BALANCE);

  private final Incident before;
  private final Sighting seen;
  private final String owner;
  private final List<IncidentEvent> events;
  private int omitted;

  Timeline(Incident before, Sighting seen, String owner) {
    this.before = before;
    this.seen = seen;
    this.owner = owner;
    this.events = new ArrayList<>(before.events());
    this.omitted = before.omitted();
  }

  /** The incident as it is now; the same object if nothing has changed. */
  Incident next() {
    List<PolicyRef> policies = policies();
    factors();
    level();
    Instant recovered = recoveredAt();
    boolean settled = recovered != null && !seen.at().isBefore(recovered.plus(Incident.SETTLED));
    if (settled) {
      add(
          seen.at(),
          Kind.CLOSED,
          "the incident was closed: nothing has been away since " + recovered,
          null);
    }
    boolean moved = events.size() > before.events().size() || omitted > before.omitted();
    return !moved
        ? before
        : new Incident(
            before.id(),
            before.domain(),
            seen.level(),
            before.gravest().or(seen.level()),
            before.openedAt(),
            recovered,
            settled ? seen.at() : null,
            policies,
            seen.factors(),
            events,
            omitted,
            owner);
  }

  private List<PolicyRef> policies() {
    PolicyRef last = before.policies().get(before.policies().size() - 1);
    if (last.equals(seen.policy())) {
      return before.policies();
    }
    add(
        seen.at(),
        Kind.POLICY,
        "policy " + seen.policy().toLineage() + " is in force, in the place of " + last.toLineage(),
        null);
    List<PolicyRef> more = new ArrayList<>(before.policies());
    more.add(seen.policy());
    return more;
  }

  private void factors() {
    for (Factor now : seen.factors()) {
      Factor was = find(before.factors(), now);
      if (was == null || !was.state().equals(now.state())) {
        add(now.since(), kind(now), now.what(), now.actor());
      }
    }
    for (Factor was : before.factors()) {
      if (find(seen.factors(), was) == null) {
        add(seen.at(), kind(was), "no longer: " + was.what(), null);
      }
    }
  }

  private void level() {
    DegradationLevel was = before.level();
    DegradationLevel now = seen.level();
    boolean over = seen.calm() && before.recoveredAt() == null;
    if (was == now && !over) {
      return;
    }
    String what =
        was == now
            ? "nothing is under suspicion any more"
            : "the level "
                + (now.compareTo(was) > 0 ? "rose" : "fell")
                + " from "
                + was
                + " to "
                + now;
    add(new IncidentEvent(seen.at(), over ? Kind.RECOVERED : Kind.LEVEL, what, null, now));
  }

  private @Nullable Instant recoveredAt() {
    if (!seen.calm()) {
      return null;
    }
    return before.recoveredAt() == null ? seen.at() : before.recoveredAt();
  }

  private void add(Instant at, Kind kind, String what, @Nullable String actor) {
    add(new IncidentEvent(at, kind, what, actor, null));
  }

  private void add(IncidentEvent event) {
    Kind kind = event.kind();
    boolean matters = !OFTEN.contains(kind);
    int most = matters ? 2 * Incident.MOST_EVENTS : Incident.MOST_EVENTS;
    if (events.size() < most || kind == Kind.CLOSED) {
      events.add(event);
    } else {
      omitted++;
    }
  }

  private static Kind kind(Factor factor) {
    return switch (factor.kind()) {
      case BREAKER -> Kind.BREAKER;
      case CONTROL -> Kind.CONTROL;
      case RISK -> Kind.RISK;
      case DRIFT -> Kind.DRIFT;
      case DEAD_LETTERS -> Kind.DEAD_LETTERS;
      case REVIEWS -> Kind.REVIEWS;
      case BALANCE -> Kind.BALANCE;
    };
  }

  private static @Nullable Factor find(List<Factor> among, Factor like) {
    for (Factor one : among) {
      if (one.isThatOf(like)) {
        return one;
      }
    }
    return null;
  }
}
