package dev.backstop.incident;

import static dev.backstop.domain.DegradationLevel.FULL_ESCALATION;
import static dev.backstop.domain.DegradationLevel.NORMAL;
import static dev.backstop.domain.DegradationLevel.PARTIAL_FUNCTION;
import static dev.backstop.domain.DegradationLevel.QUIET_DEGRADATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.PolicyRef;
import dev.backstop.incident.IncidentEvent.Kind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentTest {

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final PolicyRef FIRST = new PolicyRef("p", "1.0.0", "a".repeat(64));
  private static final PolicyRef SECOND = new PolicyRef("p", "1.1.0", "b".repeat(64));
  private static final Factor OPEN =
      new Factor(Factor.Kind.BREAKER, "m|", "OPEN", "m is OPEN", T.minusSeconds(1), null);
  private static final Factor RAMP =
      new Factor(Factor.Kind.BREAKER, "m|", "RAMP 0.5", "m is at RAMP", T.plusSeconds(9), null);
  private static final Factor STOP =
      new Factor(Factor.Kind.CONTROL, "stop@d", "c1", "all to people: a fire", T, "olga");

  private static final Factor SPIKE =
      new Factor(Factor.Kind.RISK, "m|", "SPIKE", "m is wrong too often", T, null);
  private static final Factor DRIFT =
      new Factor(Factor.Kind.DRIFT, "m|", "x drifted", "m is asked otherwise", T, null);

  @Test
  void shouldHaveNoIncidentWhileNothingIsAway() {
    assertThat(Incident.after(null, seen(0, NORMAL), "o")).isNull();
  }

  @Test
  void shouldOpenWithWhatIsAwayAndSinceWhen() {
    Incident opened = Incident.after(null, seen(2, QUIET_DEGRADATION, OPEN), "o");

    assertThat(opened.id()).isEqualTo("d-20260101T000002Z");
    assertThat(opened.open()).isTrue();
    assertThat(opened.level()).isEqualTo(QUIET_DEGRADATION);
    assertThat(opened.policies()).containsExactly(FIRST);
    assertThat(opened.factors()).containsExactly(OPEN);
    assertThat(opened.owner()).isEqualTo("o");
    assertThat(opened.events())
        .extracting(IncidentEvent::kind)
        .containsExactly(Kind.OPENED, Kind.BREAKER, Kind.LEVEL);
    assertThat(opened.events().get(1).at()).isEqualTo(T.minusSeconds(1));
    assertThat(opened.events().get(2).what())
        .isEqualTo("the level rose from NORMAL to QUIET_DEGRADATION");
  }

  @Test
  void shouldBeTheSameWhileNothingChanges() {
    Incident opened = Incident.after(null, seen(2, QUIET_DEGRADATION, OPEN), "o");

    assertThat(Incident.after(opened, seen(3, QUIET_DEGRADATION, OPEN), "other")).isSameAs(opened);
  }

  @Test
  void shouldNoteWhateverMoves() {
    // Given
    Incident incident = Incident.after(null, seen(2, QUIET_DEGRADATION, OPEN), "o");
    // When
    incident = Incident.after(incident, seen(5, FULL_ESCALATION, OPEN, STOP), "o");
    incident = Incident.after(incident, seen(9, FULL_ESCALATION, RAMP, STOP), "o");
    incident = Incident.after(incident, seen(SECOND, 12, PARTIAL_FUNCTION, RAMP), "o");
    // Then
    assertThat(incident.events().subList(3, incident.events().size()))
        .extracting(IncidentEvent::kind, IncidentEvent::what, IncidentEvent::actor)
        .containsExactly(
            tuple(Kind.CONTROL, "all to people: a fire", "olga"),
            tuple(Kind.LEVEL, "the level rose from QUIET_DEGRADATION to FULL_ESCALATION", null),
            tuple(Kind.BREAKER, "m is at RAMP", null),
            tuple(
                Kind.POLICY,
                "policy p@1.1.0#bbbbbbbb is in force, in the place of p@1.0.0#aaaaaaaa",
                null),
            tuple(Kind.CONTROL, "no longer: all to people: a fire", null),
            tuple(Kind.LEVEL, "the level fell from FULL_ESCALATION to PARTIAL_FUNCTION", null));
    assertThat(incident.gravest()).isEqualTo(FULL_ESCALATION);
    assertThat(incident.level()).isEqualTo(PARTIAL_FUNCTION);
    assertThat(incident.policies()).containsExactly(FIRST, SECOND);
  }

  @Test
  void shouldCloseAMinuteAfterNothingIsAwayAndNotBefore() {
    // Given
    Incident incident = Incident.after(null, seen(0, QUIET_DEGRADATION, OPEN), "o");
    incident = Incident.after(incident, seen(10, NORMAL), "o");
    assertThat(incident.recoveredAt()).isEqualTo(T.plusSeconds(10));
    assertThat(last(incident).kind()).isEqualTo(Kind.RECOVERED);
    // When
    assertThat(Incident.after(incident, seen(69, NORMAL), "o")).isSameAs(incident);
    incident = Incident.after(incident, seen(70, NORMAL), "o");
    // Then
    assertThat(incident.open()).isFalse();
    assertThat(incident.closedAt()).isEqualTo(T.plusSeconds(70));
    assertThat(incident.gravest()).isEqualTo(QUIET_DEGRADATION);
    assertThat(last(incident).kind()).isEqualTo(Kind.CLOSED);
    assertThat(incident.lasted(T.plusSeconds(1_000)).toSeconds()).isEqualTo(70);
  }

  @Test
  void shouldGoOnIfSomethingGoesAwayAgainBeforeItHasClosed() {
    // Given
    Incident incident = Incident.after(null, seen(0, QUIET_DEGRADATION, OPEN), "o");
    incident = Incident.after(incident, seen(10, NORMAL), "o");
    // When
    incident = Incident.after(incident, seen(60, QUIET_DEGRADATION, OPEN), "o");
    // Then
    assertThat(incident.recoveredAt()).isNull();
    incident = Incident.after(incident, seen(65, NORMAL), "o");
    incident = Incident.after(incident, seen(124, NORMAL), "o");
    assertThat(incident.open()).isTrue();
    assertThat(Incident.after(incident, seen(125, NORMAL), "o").open()).isFalse();
  }

  @Test
  void shouldOpenAtNormalWhereAnswersAreUnderSuspicionAndCloseWhenTheyAreNoMore() {
    for (Factor suspicion : List.of(SPIKE, DRIFT)) {
      // When
      Incident incident = Incident.after(null, seen(2, NORMAL, suspicion), "o");
      // Then
      assertThat(incident.open()).isTrue();
      assertThat(incident.level()).isEqualTo(NORMAL);
      assertThat(incident.recoveredAt()).isNull();
      assertThat(incident.events())
          .extracting(IncidentEvent::kind)
          .containsExactly(Kind.OPENED, Kind.valueOf(suspicion.kind().name()));
      assertThat(Incident.after(incident, seen(90, NORMAL, suspicion), "o")).isSameAs(incident);

      // And when
      incident = Incident.after(incident, seen(100, NORMAL), "o");
      // Then
      assertThat(last(incident).kind()).isEqualTo(Kind.RECOVERED);
      assertThat(last(incident).what()).isEqualTo("nothing is under suspicion any more");
      assertThat(incident.recoveredAt()).isEqualTo(T.plusSeconds(100));
      assertThat(Incident.after(incident, seen(159, NORMAL), "o")).isSameAs(incident);
      assertThat(Incident.after(incident, seen(160, NORMAL), "o").open()).isFalse();
    }
  }

  @Test
  void shouldNotRecoverWhileASuspicionIsLeft() {
    // Given
    Incident incident = Incident.after(null, seen(2, QUIET_DEGRADATION, OPEN, SPIKE), "o");
    // When
    incident = Incident.after(incident, seen(10, NORMAL, SPIKE), "o");
    // Then
    assertThat(last(incident).kind()).isEqualTo(Kind.LEVEL);
    assertThat(incident.recoveredAt()).isNull();
    assertThat(Incident.after(incident, seen(100, NORMAL, SPIKE), "o")).isSameAs(incident);
    // And when it comes again before it has closed
    incident = Incident.after(incident, seen(110, NORMAL), "o");
    assertThat(incident.recoveredAt()).isEqualTo(T.plusSeconds(110));
    incident = Incident.after(incident, seen(120, NORMAL, SPIKE), "o");
    // Then
    assertThat(incident.recoveredAt()).isNull();
  }

  @Test
  void shouldNotOpenAtNormalForAnythingElse() {
    assertThat(Incident.after(null, seen(2, NORMAL, OPEN, STOP), "o")).isNull();
  }

  @Test
  void shouldKeepItsTimelineBoundedAndSayWhatItLeavesOut() {
    // Given
    Incident incident = Incident.after(null, seen(0, QUIET_DEGRADATION, OPEN), "o");
    // When
    for (int i = 1; i <= 1_000; i++) {
      Factor moved =
          new Factor(Factor.Kind.BREAKER, "m|", "RAMP " + i, "share " + i, T.plusSeconds(i), null);
      incident = Incident.after(incident, seen(i, QUIET_DEGRADATION, moved), "o");
    }
    // Then
    assertThat(incident.events()).hasSize(Incident.MOST_EVENTS);
    assertThat(incident.omitted()).isEqualTo(1_003 - Incident.MOST_EVENTS);
    assertThat(incident.factors()).extracting(Factor::state).containsExactly("RAMP 1000");
    incident = Incident.after(incident, seen(1_001, NORMAL), "o");
    assertThat(last(incident).kind()).isEqualTo(Kind.RECOVERED);
    incident = Incident.after(incident, seen(1_061, NORMAL), "o");
    assertThat(last(incident).kind()).isEqualTo(Kind.CLOSED);
  }

  @Test
  void shouldNameIncidentsSoThatFilesCanHaveTheNameAndNoTwoHaveTheSame() {
    assertThat(IncidentId.of("credit", T)).isEqualTo("credit-20260101T000000Z");
    assertThat(IncidentId.of("a/b", T)).matches("a_b_[0-9a-f]{8}-20260101T000000Z");
    assertThat(IncidentId.of("a/b", T)).isNotEqualTo(IncidentId.of("a:b", T));
    assertThat(IncidentId.of("*", T)).matches("__[0-9a-f]{8}-20260101T000000Z");
    assertThat(IncidentId.of("x".repeat(500), T)).hasSizeLessThan(100);
  }

  private static IncidentEvent last(Incident incident) {
    return incident.events().get(incident.events().size() - 1);
  }

  private static Sighting seen(int second, DegradationLevel level, Factor... factors) {
    return seen(FIRST, second, level, factors);
  }

  private static Sighting seen(
      PolicyRef policy, int second, DegradationLevel level, Factor... factors) {
    return new Sighting("d", policy, level, List.of(factors), T.plusSeconds(second));
  }
}
