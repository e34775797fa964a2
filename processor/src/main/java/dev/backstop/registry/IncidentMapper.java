package dev.backstop.registry;

import dev.backstop.domain.DegradationLevel;
import dev.backstop.incident.Factor;
import dev.backstop.incident.Incident;
import dev.backstop.incident.IncidentEvent;
import dev.backstop.v1.FactorKind;
import dev.backstop.v1.IncidentEventKind;
import dev.backstop.v1.IncidentFactor;
import java.util.List;

/** {@link Incident} and its contract. */
public final class IncidentMapper {

  private IncidentMapper() {}

  public static dev.backstop.v1.Incident toAvro(Incident incident) {
    dev.backstop.v1.Incident mapped = new dev.backstop.v1.Incident();
    mapped.setIncidentId(incident.id());
    mapped.setDomain(incident.domain());
    mapped.setLevel(
        CommonMapper.required(incident.level(), dev.backstop.v1.DegradationLevel.class));
    mapped.setGravest(
        CommonMapper.required(incident.gravest(), dev.backstop.v1.DegradationLevel.class));
    mapped.setOpenedAt(incident.openedAt());
    mapped.setRecoveredAt(incident.recoveredAt());
    mapped.setClosedAt(incident.closedAt());
    mapped.setPolicies(incident.policies().stream().map(CommonMapper::toAvro).toList());
    mapped.setFactors(incident.factors().stream().map(IncidentMapper::toAvro).toList());
    mapped.setEvents(incident.events().stream().map(IncidentMapper::toAvro).toList());
    mapped.setOmitted(incident.omitted());
    mapped.setInstance(incident.owner());
    return mapped;
  }

  /**
   * The incident in the record. Factors and events of a kind that a later release has brought are
   * left out; the events count as omitted.
   *
   * @throws IllegalArgumentException if it holds a level that this release does not know
   */
  public static Incident fromAvro(dev.backstop.v1.Incident incident) {
    List<IncidentEvent> events =
        incident.getEvents().stream()
            .filter(event -> event.getKind() != IncidentEventKind.UNKNOWN)
            .map(IncidentMapper::fromAvro)
            .toList();
    return new Incident(
        incident.getIncidentId(),
        incident.getDomain(),
        CommonMapper.required(incident.getLevel(), DegradationLevel.class),
        CommonMapper.required(incident.getGravest(), DegradationLevel.class),
        incident.getOpenedAt(),
        incident.getRecoveredAt(),
        incident.getClosedAt(),
        incident.getPolicies().stream().map(CommonMapper::fromAvro).toList(),
        incident.getFactors().stream()
            .filter(factor -> factor.getKind() != FactorKind.UNKNOWN)
            .map(IncidentMapper::fromAvro)
            .toList(),
        events,
        incident.getOmitted() + incident.getEvents().size() - events.size(),
        incident.getInstance());
  }

  private static IncidentFactor toAvro(Factor factor) {
    return new IncidentFactor(
        CommonMapper.required(factor.kind(), FactorKind.class),
        factor.key(),
        factor.state(),
        factor.what(),
        factor.since(),
        factor.actor());
  }

  private static Factor fromAvro(IncidentFactor factor) {
    return new Factor(
        CommonMapper.required(factor.getKind(), Factor.Kind.class),
        factor.getKey(),
        factor.getState(),
        factor.getWhat(),
        factor.getSince(),
        factor.getActor());
  }

  private static dev.backstop.v1.IncidentEvent toAvro(IncidentEvent event) {
    return new dev.backstop.v1.IncidentEvent(
        event.at(),
        CommonMapper.required(event.kind(), IncidentEventKind.class),
        event.what(),
        event.actor(),
        CommonMapper.toAvro(event.level(), dev.backstop.v1.DegradationLevel.class));
  }

  private static IncidentEvent fromAvro(dev.backstop.v1.IncidentEvent event) {
    return new IncidentEvent(
        event.getAt(),
        CommonMapper.required(event.getKind(), IncidentEvent.Kind.class),
        event.getWhat(),
        event.getActor(),
        CommonMapper.fromAvro(event.getLevel()));
  }
}
