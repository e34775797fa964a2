package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.telemetry.Meter;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DegradationLevel;
import dev.backstop.v1.PlaybookRun;
import dev.backstop.v1.PlaybookStep;
import dev.backstop.v1.Reason;
import dev.backstop.v1.RunState;
import dev.backstop.v1.StepOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A playbook on the path: its controls reach requests as an operator's would. */
class PlaybookTopologyTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String BREAKER =
      "breaker: {consecutiveFailures: 5, firstOpen: 1h, longestOpen: 1h}\n";
  private static final String PLAYBOOKS =
      """
      playbooks:
        - playbook: to-people
          when: {tier: primary}
          lasting: 5s
          actions: [{do: STOP}]
          verify: {calm: 10s, within: 1m}
          limit: 10m
      """;

  @Test
  void shouldSetItsControlWhenABreakerHasBeenOpenForAWhile() {
    try (TopologyHarness harness = harness(PLAYBOOKS)) {
      // Given
      trip(harness);
      harness.advance(Duration.ofSeconds(4));
      assertThat(harness.records(Topic.PLAYBOOK_RUNS)).isEmpty();
      // When
      harness.advance(SECOND);
      harness.advance(SECOND);
      harness.send(harness.request("stopped", 0.99, 0.9));
      // Then
      PlaybookRun run = last(harness);
      assertThat(run.getState()).isEqualTo(RunState.VERIFYING);
      assertThat(run.getCause()).isEqualTo("tier 'primary' is away");
      assertThat(run.getSteps())
          .extracting(PlaybookStep::getOutcome)
          .containsExactly(StepOutcome.DONE);
      assertThat(harness.records(Topic.CONTROLS))
          .singleElement()
          .satisfies(record -> assertThat(record.key()).isEqualTo("stop@loans"));
      assertThat(harness.tasks()).hasSize(1);
      assertThat(harness.tasks().get(0).getDegradationLevel())
          .isEqualTo(DegradationLevel.FULL_ESCALATION);
      assertThat(harness.tasks().get(0).getAttempts().get(0).getReason())
          .isEqualTo(Reason.POLICY_FORCED);
      assertThat(harness.tasks().get(0).getAttempts().get(0).getControl())
          .isEqualTo(run.getSteps().get(0).getControl());
      assertThat(moves(harness))
          .extracting(event -> event.getDetails().get("state"))
          .containsExactly("VERIFYING");
      assertThat(harness.controls.audit())
          .as("it was taken as a person's would be")
          .extracting(event -> event.actor())
          .containsExactly("playbook:to-people");
      assertThat(
              harness
                  .meters
                  .get(Meter.PLAYBOOK_RUNS.meterName())
                  .tags("playbook", "to-people", "state", "VERIFYING")
                  .counter()
                  .count())
          .isEqualTo(1);
    }
  }

  @Test
  void shouldTakeItBackWhenWhatSetItOffIsGone() {
    try (TopologyHarness harness = harness(PLAYBOOKS)) {
      // Given
      harness.send(
          Control.of(
              "loans",
              new Switch.Off("primary"),
              "olga",
              "a test",
              harness.now(),
              harness.now().plusSeconds(20)));
      harness.advance(SECOND);
      harness.advance(Duration.ofSeconds(5));
      harness.advance(SECOND);
      assertThat(last(harness).getState()).isEqualTo(RunState.VERIFYING);
      // When: the operator's switch expires
      harness.advance(Duration.ofSeconds(20));
      harness.advance(Duration.ofSeconds(10));
      harness.advance(SECOND);
      harness.send(harness.request("after", 0.99, 0.9));
      // Then
      assertThat(last(harness).getState()).isEqualTo(RunState.RESTORED);
      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("primary");
      assertThat(decision.getDegradationLevel()).isEqualTo(DegradationLevel.NORMAL);
    }
  }

  @Test
  void shouldNotBeginAnewWhileWhatSetItOffLasts() {
    try (TopologyHarness harness = harness(PLAYBOOKS)) {
      // Given
      trip(harness);
      for (int i = 0; i < 8; i++) {
        harness.advance(SECOND);
      }
      // When
      for (int i = 0; i < 30; i++) {
        harness.advance(Duration.ofSeconds(30));
      }
      // Then
      assertThat(last(harness).getState()).isEqualTo(RunState.EXPIRED);
      assertThat(harness.records(Topic.PLAYBOOK_RUNS))
          .extracting(record -> record.key())
          .containsOnly(last(harness).getRunId());
      assertThat(harness.records(Topic.CONTROLS)).hasSize(1);
    }
  }

  private static TopologyHarness harness(String playbooks) {
    return new TopologyHarness(policy -> policy + BREAKER + playbooks);
  }

  private static void trip(TopologyHarness harness) {
    for (int i = 0; i < 5; i++) {
      harness.send(harness.request("r" + i, "ERROR", 0.9));
    }
    harness.advance(SECOND);
    harness.advance(SECOND);
  }

  private static List<AuditEvent> moves(TopologyHarness harness) {
    return harness.audit().stream()
        .filter(event -> event.getKind() == AuditKind.PLAYBOOK_MOVED)
        .toList();
  }

  private static PlaybookRun last(TopologyHarness harness) {
    var runs = harness.records(Topic.PLAYBOOK_RUNS);
    return (PlaybookRun) runs.get(runs.size() - 1).value();
  }
}
