package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.guard.Guarded;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.BreakerTrip;
import dev.backstop.v1.Decision;
import dev.backstop.v1.Reason;
import dev.backstop.v1.TierState;
import dev.backstop.v1.TierStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A breaker that an operator opens and closes. */
class OperatorBreakerTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Guarded FIRST = new Guarded("first", null);

  private static final String BREAKER =
      "breaker: {consecutiveFailures: 5, firstOpen: 10s, longestOpen: 40s, mirrorShare: 1,"
          + " ramp: [1], rampDwell: 1s, return: {pass: 3}}\n";

  private int sent;

  @Test
  void shouldPassAModelByThatAnOperatorHoldsOpenAndNameTheControl() {
    try (TopologyHarness harness = harness(BREAKER)) {
      // Given
      send(harness, 1);
      // When
      Control open = set(harness, new Switch.OpenBreaker(FIRST));
      harness.advance(SECOND);
      send(harness, 1);

      // Then
      TierStatus status = status(harness);
      assertThat(status.getState()).isEqualTo(TierState.OPEN);
      assertThat(status.getTrip()).isEqualTo(BreakerTrip.OPERATOR);
      assertThat(status.getControl()).isEqualTo(open.id());
      assertThat(status.getControlUntil()).isEqualTo(open.expiresAt());
      assertThat(status.getNextProbeAt()).isNull();
      Decision decision = last(harness.decisions());
      assertThat(decision.getTier()).isEqualTo("secondary");
      assertThat(decision.getReason()).isEqualTo(Reason.BREAKER_OPEN);
      Attempt passedBy = decision.getAttempts().get(0);
      assertThat(passedBy.getControl()).isEqualTo(open.id());
      assertThat(passedBy.getDetail())
          .contains("an operator holds it open until", open.id())
          .doesNotContain("olga", "it looks odd");
      AuditEvent moved =
          last(
              harness.audit().stream()
                  .filter(event -> event.getKind() == AuditKind.BREAKER_MOVED)
                  .toList());
      assertThat(moved.getDetails())
          .containsEntry("trip", "OPERATOR")
          .containsEntry("control", open.id());
    }
  }

  @Test
  void shouldBringItBackOnlyByEvidenceWhenTheControlIsCleared() {
    try (TopologyHarness harness = harness(BREAKER)) {
      // Given
      set(harness, new Switch.OpenBreaker(FIRST));
      harness.advance(SECOND);
      for (int i = 0; i < 30; i++) {
        harness.advance(Duration.ofMinutes(1));
      }
      assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);

      // When
      harness.send(
          Control.of(
              "*",
              new Switch.Normal(new Switch.OpenBreaker(FIRST).slot()),
              "olga",
              "it is mended",
              harness.now(),
              null));
      harness.advance(SECOND);

      // Then
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
      assertThat(status(harness).getNeedsAnswers()).isFalse();
      send(harness, 13);
      harness.advance(SECOND);
      assertThat(status(harness).getState()).isEqualTo(TierState.RAMP);
      send(harness, 13);
      harness.advance(SECOND);
      harness.advance(SECOND);
      assertThat(status(harness).getState()).isEqualTo(TierState.CLOSED);
    }
  }

  @Test
  void shouldHoldItEvenWhereThePolicyGoesByNoBreaker() {
    try (TopologyHarness harness = harness("breaker: {enabled: false}\n")) {
      set(harness, new Switch.OpenBreaker(FIRST));
      harness.advance(SECOND);
      send(harness, 1);
      assertThat(last(harness.decisions()).getReason()).isEqualTo(Reason.BREAKER_OPEN);

      // And when its time is over the policy applies again
      harness.advance(Duration.ofHours(1));
      harness.advance(SECOND);
      send(harness, 1);
      assertThat(last(harness.decisions()).getTier()).isEqualTo("primary");
    }
  }

  @Test
  void shouldCloseWithoutEvidenceForAnOperatorUntilItFailsAgain() {
    try (TopologyHarness harness = harness(BREAKER)) {
      // Given
      fail(harness);
      harness.advance(SECOND);
      assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);

      // When
      Control close = set(harness, new Switch.CloseBreaker(FIRST));
      harness.advance(SECOND);
      send(harness, 1);

      // Then
      assertThat(status(harness).getState()).isEqualTo(TierState.CLOSED);
      assertThat(status(harness).getControl()).isEqualTo(close.id());
      assertThat(last(harness.decisions()).getTier()).isEqualTo("primary");
      fail(harness);
      harness.advance(SECOND);
      harness.advance(SECOND);
      assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);
      assertThat(status(harness).getTrip()).isEqualTo(BreakerTrip.CONSECUTIVE);
      assertThat(status(harness).getControl()).isNull();
    }
  }

  private static Control set(TopologyHarness harness, Switch wanted) {
    Control control =
        Control.of(
            "*", wanted, "olga", "it looks odd", harness.now(), harness.now().plusSeconds(3_600));
    harness.send(control);
    return control;
  }

  private void fail(TopologyHarness harness) {
    for (int i = 0; i < 5; i++) {
      harness.send(harness.request("r-" + sent++, "ERROR", 0.9));
    }
  }

  private void send(TopologyHarness harness, int number) {
    for (int i = 0; i < number; i++) {
      harness.send(harness.request("r-" + sent++, 0.9, 0.9));
    }
  }

  private static TierStatus status(TopologyHarness harness) {
    return (TierStatus) last(harness.records(Topic.TIER_STATUS)).value();
  }

  private static <T> T last(List<T> all) {
    return all.get(all.size() - 1);
  }

  private static TopologyHarness harness(String sections) {
    return new TopologyHarness(policy -> policy + sections);
  }
}
