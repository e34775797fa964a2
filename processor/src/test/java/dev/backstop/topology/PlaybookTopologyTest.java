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
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.RunState;
import dev.backstop.v1.StepOutcome;
import dev.backstop.v1.TierState;
import dev.backstop.v1.TierStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
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

  /** Thirteen calls without an error are evidence of 3. */
  private static final int PASSES = 13;

  private static final String SOON_TRIED =
      "breaker: {minimumCalls: 8, consecutiveFailures: 5, firstOpen: 1s, longestOpen: 40s,"
          + " mirrorShare: 1, ramp: [0.5, 1], rampDwell: 2s, return: {pass: 3, fail: 0.01}}\n";
  private static final String AT_ONCE =
      """
      playbooks:
        - playbook: to-people
          when: {tier: primary}
          actions: [{do: STOP}]
          verify: {calm: 5s, within: 30m}
          limit: 1h
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
          .satisfies(record -> assertThat(record.key()).isEqualTo("playbook/stop@loans"));
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

  @Test
  void shouldLetAModelShowThatItIsWellWhileThePlaybookSendsEverythingToPeople() {
    try (TopologyHarness harness = new TopologyHarness(policy -> policy + SOON_TRIED + AT_ONCE)) {
      // Given
      trip(harness);
      pass(harness, 4);
      assertThat(last(harness).getState()).isEqualTo(RunState.VERIFYING);
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);

      // When: it answers well beside the people
      send(harness, "beside", PASSES);
      assertThat(harness.tasks()).hasSize(PASSES);
      assertThat(harness.tasks().get(0).getAttempts().get(0).getReason())
          .isEqualTo(Reason.POLICY_FORCED);
      pass(harness, 1);
      assertThat(status(harness).getState()).isEqualTo(TierState.RAMP);

      // Then: the bar goes, long before its time, and the model comes back by requests
      pass(harness, 7);
      assertThat(last(harness).getState()).isEqualTo(RunState.RESTORED);
      send(harness, "half", 60);
      pass(harness, 3);
      assertThat(status(harness).getShare()).isEqualTo(1);
      send(harness, "all", PASSES);
      pass(harness, 3);
      assertThat(status(harness).getState()).isEqualTo(TierState.CLOSED);
      assertThat(harness.records(Topic.PLAYBOOK_RUNS))
          .as("one run, and none for the steps of the way back")
          .extracting(record -> record.key())
          .containsOnly(last(harness).getRunId());
      assertThat(last(harness).getSteps())
          .extracting(PlaybookStep::getOutcome)
          .containsExactly(StepOutcome.DONE, StepOutcome.DONE, StepOutcome.DONE);
      assertThat(last(harness).getSteps().get(1).getEvidence())
          .contains("the breaker of model 'first' is RAMP: the return test is passed: 0 of 13");
      assertThat(harness.decisions().get(harness.decisions().size() - 1).getTier())
          .isEqualTo("primary");
    }
  }

  @Test
  void shouldNotAskAModelInTheShadowThatAPersonBars() {
    try (TopologyHarness harness = new TopologyHarness(policy -> policy + SOON_TRIED)) {
      // Given
      trip(harness);
      harness.send(
          Control.of(
              "loans",
              new Switch.Stop(),
              "olga",
              "a test",
              harness.now(),
              harness.now().plusSeconds(600)));
      pass(harness, 4);
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
      int asked = harness.calls("first");
      // When
      send(harness, "stopped", 5);
      // Then
      assertThat(harness.calls("first")).isEqualTo(asked);
    }
  }

  @Test
  void shouldBeginAnewWhereWhatSetItOffComesBackAtOnce() {
    try (TopologyHarness harness = harness(PLAYBOOKS)) {
      // Given
      switchOff(harness, "loans", 20);
      pass(harness, 7);
      pass(harness, 14);
      pass(harness, 9);
      assertThat(last(harness).getState()).isEqualTo(RunState.RESTORED);
      String first = last(harness).getRunId();
      // When
      switchOff(harness, "loans", 600);
      pass(harness, 7);
      // Then
      assertThat(last(harness).getState()).isEqualTo(RunState.VERIFYING);
      harness.send(harness.request("stopped", 0.99, 0.9));
      assertThat(harness.tasks()).hasSize(1);
      assertThat(last(harness).getRunId()).isNotEqualTo(first);
    }
  }

  @Test
  void shouldLeaveADomainAloneThatHasAPolicyOfItsOwn() {
    try (TopologyHarness harness =
        new TopologyHarness(
            policy -> policy.replace("domain: loans", "domain: \"*\"") + PLAYBOOKS)) {
      // Given
      harness.activate(UnaryOperator.identity());
      switchOff(harness, "*", 600);
      pass(harness, 8);
      assertThat(last(harness).getState()).isEqualTo(RunState.VERIFYING);
      // When
      harness.send(harness.request("own", 0.9, 0.9));
      PredictionRequest other = harness.request("other", 0.9, 0.9);
      other.setDomain("cards");
      harness.send(other);
      // Then
      assertThat(harness.onlyDecision().getRequestId()).isEqualTo("own");
      assertThat(harness.onlyDecision().getTier()).isEqualTo("secondary");
      assertThat(harness.tasks()).extracting(ReviewTask::getRequestId).containsExactly("other");
    }
  }

  @Test
  void shouldTakeBackWhatANewVersionOfThePolicyNoLongerSaysAndGoOnByTheRest() {
    String two = PLAYBOOKS.replace("[{do: STOP}]", "[{do: STOP}, {do: TIGHTEN, by: 0.1}]");
    try (TopologyHarness harness = harness(two)) {
      // Given
      trip(harness);
      pass(harness, 8);
      harness.send(harness.request("stopped", 0.9, 0.95));
      assertThat(harness.tasks()).hasSize(1);
      // When
      harness.activate(policy -> policy + BREAKER + two.replace("{do: STOP}, ", ""));
      pass(harness, 2);
      harness.send(harness.request("sure", 0.9, 0.95));
      harness.send(harness.request("unsure", 0.9, 0.75));
      // Then
      assertThat(harness.decisions().get(harness.decisions().size() - 1))
          .extracting(Decision::getRequestId, Decision::getTier)
          .containsExactly("sure", "secondary");
      assertThat(harness.tasks())
          .as("the other switch stands: 0.75 is not 0.1 above 0.7")
          .extracting(ReviewTask::getRequestId)
          .containsExactly("stopped", "unsure");
      assertThat(last(harness).getState()).isEqualTo(RunState.VERIFYING);
      assertThat(last(harness).getSteps())
          .extracting(PlaybookStep::getOutcome)
          .containsOnly(StepOutcome.DONE);
      assertThat(harness.records(Topic.CONTROLS)).hasSize(3);
    }
  }

  private static void switchOff(TopologyHarness harness, String domain, int seconds) {
    harness.send(
        Control.of(
            domain,
            new Switch.Off("primary"),
            "olga",
            "a test",
            harness.now(),
            harness.now().plusSeconds(seconds)));
  }

  private static void send(TopologyHarness harness, String ids, int number) {
    for (int i = 0; i < number; i++) {
      harness.send(harness.request(ids + '-' + i, 0.9, 0.9));
    }
  }

  private static void pass(TopologyHarness harness, int seconds) {
    for (int i = 0; i < seconds; i++) {
      harness.advance(SECOND);
    }
  }

  private static TierStatus status(TopologyHarness harness) {
    var records = harness.records(Topic.TIER_STATUS);
    return (TierStatus) records.get(records.size() - 1).value();
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
