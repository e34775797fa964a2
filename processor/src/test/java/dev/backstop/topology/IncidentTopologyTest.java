package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.telemetry.Meter;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.DegradationLevel;
import dev.backstop.v1.FactorKind;
import dev.backstop.v1.Incident;
import dev.backstop.v1.IncidentEvent;
import dev.backstop.v1.IncidentEventKind;
import dev.backstop.v1.IncidentFactor;
import dev.backstop.v1.PredictionRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentTopologyTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String BREAKER = "breaker: {consecutiveFailures: 5, firstOpen: 10s}\n";

  private int sent;

  @Test
  void shouldWriteNothingWhileNothingIsAway() {
    try (TopologyHarness harness = new TopologyHarness()) {
      harness.send(harness.request("r", 0.99, 0.9));
      harness.advance(SECOND);

      assertThat(harness.records(Topic.INCIDENTS)).isEmpty();
      assertThat(count(harness, "OPENED")).isZero();
    }
  }

  @Test
  void shouldOpenAnIncidentWhenABreakerOpens() {
    try (TopologyHarness harness = new TopologyHarness(policy -> policy + BREAKER)) {
      // Given
      for (int i = 0; i < 5; i++) {
        harness.send(harness.request("r" + i, "ERROR", 0.9));
      }
      // When
      harness.advance(SECOND);
      harness.advance(SECOND);
      // Then
      Incident incident = last(harness);
      assertThat(harness.records(Topic.INCIDENTS).get(0).key()).isEqualTo(incident.getIncidentId());
      assertThat(incident.getDomain()).isEqualTo("loans");
      assertThat(incident.getLevel()).isEqualTo(DegradationLevel.QUIET_DEGRADATION);
      assertThat(incident.getClosedAt()).isNull();
      assertThat(incident.getInstance()).startsWith("test/");
      assertThat(incident.getFactors())
          .singleElement()
          .satisfies(
              factor -> {
                assertThat(factor.getKey()).isEqualTo("first|");
                assertThat(factor.getState()).isEqualTo("OPEN");
                assertThat(factor.getWhat()).contains("5 of 5 calls", "(ERROR 5)");
              });
      AuditEvent noted = last(notes(harness));
      assertThat(noted.getKind()).isEqualTo(AuditKind.INCIDENT_OPENED);
      assertThat(noted.getDescription()).isEqualTo("domain 'loans' is at QUIET_DEGRADATION");
      assertThat(noted.getDetails()).containsEntry("incident", incident.getIncidentId());
      assertThat(open(harness)).isEqualTo(1);
    }
  }

  @Test
  void shouldFollowAStopToItsEndAndCloseWhenItHasSettled() {
    try (TopologyHarness harness = new TopologyHarness()) {
      harness.send(harness.request("before", 0.99, 0.9));
      // When
      harness.send(
          Control.of(
              "*",
              new Switch.Stop(),
              "olga",
              "a fire",
              harness.now(),
              harness.now().plusSeconds(30)));
      harness.advance(SECOND);
      // Then
      assertThat(last(harness).getLevel()).isEqualTo(DegradationLevel.FULL_ESCALATION);
      assertThat(last(harness).getFactors())
          .extracting(IncidentFactor::getActor)
          .containsExactly("olga");
      // When
      harness.advance(Duration.ofSeconds(30));
      assertThat(last(harness).getRecoveredAt()).isEqualTo(harness.now());
      assertThat(last(harness).getFactors()).isEmpty();
      harness.advance(Duration.ofSeconds(59));
      assertThat(last(harness).getClosedAt()).isNull();
      harness.advance(SECOND);
      // Then
      Incident closed = last(harness);
      assertThat(closed.getClosedAt()).isEqualTo(harness.now());
      assertThat(closed.getGravest()).isEqualTo(DegradationLevel.FULL_ESCALATION);
      assertThat(closed.getEvents())
          .extracting(IncidentEvent::getKind)
          .containsExactly(
              IncidentEventKind.OPENED,
              IncidentEventKind.CONTROL,
              IncidentEventKind.LEVEL,
              IncidentEventKind.CONTROL,
              IncidentEventKind.RECOVERED,
              IncidentEventKind.CLOSED);
      assertThat(harness.records(Topic.INCIDENTS))
          .as("all of one incident: opened, recovered, closed")
          .hasSize(3)
          .allSatisfy(record -> assertThat(record.key()).isEqualTo(closed.getIncidentId()));
      assertThat(notes(harness))
          .extracting(AuditEvent::getKind)
          .containsExactly(AuditKind.INCIDENT_OPENED, AuditKind.INCIDENT_CLOSED);
      assertThat(count(harness, "CLOSED")).isEqualTo(1);
      assertThat(open(harness)).isZero();
    }
  }

  @Test
  void shouldOpenAnIncidentWhereInputsDriftThoughEveryTierAnswers() {
    try (TopologyHarness harness =
        new TopologyHarness(policy -> policy + "breaker: {drift: {window: 40}}\n")) {
      // When
      send(harness, 40, 15);
      harness.advance(SECOND);
      harness.advance(SECOND);
      // Then
      Incident incident = last(harness);
      assertThat(incident.getLevel()).isEqualTo(DegradationLevel.NORMAL);
      assertThat(incident.getRecoveredAt()).isNull();
      assertThat(incident.getFactors())
          .singleElement()
          .satisfies(
              factor -> {
                assertThat(factor.getKind()).isEqualTo(FactorKind.DRIFT);
                assertThat(factor.getState()).isEqualTo("shown drifted");
              });
      assertThat(last(notes(harness)).getDescription())
          .isEqualTo("domain 'loans' is at NORMAL; what model 'first' is asked: shown drifted");
      assertThat(open(harness)).isEqualTo(1);

      // And when: half above 10 and half below, as where the model was made
      send(harness, 20, 5);
      send(harness, 20, 15);
      harness.advance(SECOND);
      harness.advance(SECOND);
      // Then
      assertThat(last(harness).getRecoveredAt()).isNotNull();
      harness.advance(Duration.ofSeconds(60));
      assertThat(last(harness).getClosedAt()).isNotNull();
      assertThat(last(harness).getEvents())
          .extracting(IncidentEvent::getKind)
          .containsExactly(
              IncidentEventKind.OPENED,
              IncidentEventKind.DRIFT,
              IncidentEventKind.DRIFT,
              IncidentEventKind.RECOVERED,
              IncidentEventKind.CLOSED);
      assertThat(open(harness)).isZero();
    }
  }

  @Test
  void shouldOpenAnIncidentWhereRequestsBecomeDeadLettersAndCloseItWhenThatIsOver() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // Given
      harness.send(harness.request("good", 0.99, 0.9));
      // When
      for (int i = 0; i < 10; i++) {
        harness.sendGarbage(
            Topic.REQUESTS, ("bad" + i).getBytes(StandardCharsets.UTF_8), new byte[] {9, 9});
      }
      harness.advance(Duration.ofSeconds(5));
      harness.advance(SECOND);
      // Then
      Incident incident = last(harness);
      assertThat(incident.getLevel()).isEqualTo(DegradationLevel.NORMAL);
      assertThat(incident.getFactors())
          .singleElement()
          .satisfies(
              factor -> {
                assertThat(factor.getKind()).isEqualTo(FactorKind.DEAD_LETTERS);
                assertThat(factor.getState()).isEqualTo("RAISED");
              });
      assertThat(last(notes(harness)).getDescription())
          .isEqualTo(
              "domain 'loans' is at NORMAL; 10 dead letters came of 11 requests in five minutes");
      // When
      harness.advance(Duration.ofMinutes(10));
      harness.advance(SECOND);
      harness.advance(SECOND);
      harness.advance(Duration.ofMinutes(6));
      harness.advance(Duration.ofMinutes(2));
      // Then
      assertThat(last(harness).getClosedAt()).isNotNull();
      assertThat(last(harness).getEvents())
          .extracting(IncidentEvent::getKind)
          .containsExactly(
              IncidentEventKind.OPENED,
              IncidentEventKind.DEAD_LETTERS,
              IncidentEventKind.DEAD_LETTERS,
              IncidentEventKind.RECOVERED,
              IncidentEventKind.CLOSED);
      assertThat(open(harness)).isZero();
    }
  }

  @Test
  void shouldOpenAnIncidentWhereNobodyAnswersReviewsInTime() {
    try (TopologyHarness harness = new TopologyHarness()) {
      // Given
      for (int i = 0; i < 5; i++) {
        harness.send(harness.request("r" + i, 0.1, 0.1));
      }
      harness.advance(SECOND);
      assertThat(harness.records(Topic.INCIDENTS)).isEmpty();
      // When
      harness.advance(Duration.ofMinutes(31));
      harness.advance(Duration.ofSeconds(5));
      harness.advance(SECOND);
      // Then
      assertThat(last(harness).getFactors())
          .singleElement()
          .satisfies(
              factor -> {
                assertThat(factor.getKind()).isEqualTo(FactorKind.REVIEWS);
                assertThat(factor.getKey()).isEqualTo("reviews@test");
                assertThat(factor.getWhat()).startsWith("nobody answered 5 of 5 reviews");
              });
    }
  }

  private void send(TopologyHarness harness, int number, long shown) {
    for (int i = 0; i < number; i++) {
      PredictionRequest request = harness.request("d-" + sent++, 0.9, 0.9);
      request.getFeatures().put("shown", shown);
      harness.send(request);
    }
  }

  private static List<AuditEvent> notes(TopologyHarness harness) {
    return harness.audit().stream()
        .filter(event -> event.getKind().name().startsWith("INCIDENT_"))
        .toList();
  }

  private static Incident last(TopologyHarness harness) {
    return (Incident) last(harness.records(Topic.INCIDENTS)).value();
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  private static double count(TopologyHarness harness, String result) {
    return harness.meters.get(Meter.INCIDENTS.meterName()).tag("result", result).counter().count();
  }

  private static double open(TopologyHarness harness) {
    return harness.meters.get(Meter.INCIDENTS_OPEN.meterName()).gauge().value();
  }
}
