package dev.backstop.incident;

import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.PolicyRef;
import dev.backstop.incident.IncidentEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A time when a domain was degraded, answers of its models were under suspicion, or an alarm was
 * raised: many dead letters, many late reviews, meters out of balance. It opens when the level
 * leaves NORMAL, or at NORMAL by a risk, a drift or an alarm, and closes when nothing of it has
 * been seen for {@link #SETTLED}; if something comes again before that, it goes on. It closes too,
 * without a recovery, when no policy has governed the domain for {@link #UNGOVERNED}. Immutable:
 * what is seen later makes another value.
 *
 * @param id the domain and when it opened; usable as the name of a file
 * @param level now
 * @param gravest the gravest that it came to
 * @param recoveredAt since when the level has been NORMAL and nothing under suspicion, or null
 * @param closedAt null while it is open
 * @param policies those that were in force meanwhile, the last one now
 * @param factors what kept tiers from requests, or put answers under suspicion, when it was last
 *     looked at
 * @param events the timeline, in the order in which it was seen
 * @param omitted events that are not in it, because it was long
 * @param owner group and task that wrote it
 */
public record Incident(
    String id,
    String domain,
    DegradationLevel level,
    DegradationLevel gravest,
    Instant openedAt,
    @Nullable Instant recoveredAt,
    @Nullable Instant closedAt,
    List<PolicyRef> policies,
    List<Factor> factors,
    List<IncidentEvent> events,
    int omitted,
    String owner) {

  /** How long nothing must be away for an incident to be over. */
  public static final Duration SETTLED = Duration.ofMinutes(1);

  /** How long a domain must have had no policy for nobody to see it recover. */
  public static final Duration UNGOVERNED = Duration.ofMinutes(5);

  /** Events of a timeline; changes of the level may be as many again. */
  static final int MOST_EVENTS = 200;

  public Incident {
    policies = List.copyOf(policies);
    factors = List.copyOf(factors);
    events = List.copyOf(events);
  }

  public boolean open() {
    return closedAt == null;
  }

  /**
   * What becomes of a domain's open incident, if it has one, by what is seen now: the same object
   * if nothing has changed, and null if there is none and need be none.
   *
   * @param owner who looks
   */
  public static @Nullable Incident after(@Nullable Incident open, Sighting seen, String owner) {
    if (open != null) {
      return new Timeline(open, seen, owner).next();
    }
    return seen.calm() ? null : opened(seen, owner);
  }

  /**
   * This incident, closed as it stands: there is nothing to hold the domain against any more.
   *
   * @param owner who closes it
   */
  public Incident ungoverned(Instant now, String owner) {
    List<IncidentEvent> more = new ArrayList<>(events);
    more.add(
        new IncidentEvent(
            now,
            Kind.CLOSED,
            "the incident was closed: no policy governs the domain any more",
            null,
            null));
    return new Incident(
        id,
        domain,
        level,
        gravest,
        openedAt,
        recoveredAt,
        now,
        policies,
        factors,
        more,
        omitted,
        owner);
  }

  /** From opening to closing, or until then. */
  public Duration lasted(Instant now) {
    return Duration.between(openedAt, closedAt == null ? now : closedAt);
  }

  private static Incident opened(Sighting seen, String owner) {
    Incident empty =
        new Incident(
            IncidentId.of(seen.domain(), seen.at()),
            seen.domain(),
            DegradationLevel.NORMAL,
            DegradationLevel.NORMAL,
            seen.at(),
            null,
            null,
            List.of(seen.policy()),
            List.of(),
            List.of(
                new IncidentEvent(
                    seen.at(),
                    Kind.OPENED,
                    "the incident was opened under policy " + seen.policy().toLineage(),
                    null,
                    null)),
            0,
            owner);
    return new Timeline(empty, seen, owner).next();
  }
}
