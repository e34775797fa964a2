package dev.backstop.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.PolicyRef;
import dev.backstop.incident.Factor;
import dev.backstop.incident.Incident;
import dev.backstop.incident.IncidentEvent;
import dev.backstop.v1.FactorKind;
import dev.backstop.v1.IncidentEventKind;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentMapperTest {

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void shouldComeBackAsItWasWithEveryKind() {
    // Given
    Incident incident = incident();
    // When
    Incident back = IncidentMapper.fromAvro(IncidentMapper.toAvro(incident));
    // Then
    assertThat(back).isEqualTo(incident);
  }

  @Test
  void shouldLeaveOutWhatALaterReleaseHasBrought() {
    // Given
    dev.backstop.v1.Incident later = IncidentMapper.toAvro(incident());
    later.getFactors().get(0).setKind(FactorKind.UNKNOWN);
    later.getEvents().get(1).setKind(IncidentEventKind.UNKNOWN);
    later.getEvents().get(2).setKind(IncidentEventKind.UNKNOWN);
    // When
    Incident read = IncidentMapper.fromAvro(later);
    // Then
    assertThat(read.factors()).hasSize(Factor.Kind.values().length - 1);
    assertThat(read.events()).hasSize(IncidentEvent.Kind.values().length - 2);
    assertThat(read.omitted()).isEqualTo(9);
  }

  private static Incident incident() {
    List<Factor> factors =
        Arrays.stream(Factor.Kind.values())
            .map(kind -> new Factor(kind, "m|", "s", "what", T, null))
            .toList();
    List<IncidentEvent> events =
        Arrays.stream(IncidentEvent.Kind.values())
            .map(kind -> new IncidentEvent(T, kind, "what", "olga", DegradationLevel.NORMAL))
            .toList();
    return new Incident(
        "d-1",
        "d",
        DegradationLevel.NORMAL,
        DegradationLevel.QUIET_DEGRADATION,
        T,
        null,
        null,
        List.of(new PolicyRef("p", "1.0.0", "a".repeat(64))),
        factors,
        events,
        7,
        "o");
  }
}
