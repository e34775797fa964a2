package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.telemetry.Meter;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.BreakerTrip;
import dev.backstop.v1.Decision;
import dev.backstop.v1.ModelHealth;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.TierState;
import dev.backstop.v1.TierStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that no longer look like those that a model was made for. */
class DriftTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final String TIGHTEN =
      "breaker: {drift: {window: 40, features: TIGHTEN, tightenBy: 0.15}}\n";

  private static final String SEGMENT =
      """
      features: {shown: {type: NUMBER}}
      segments:
        - {segment: high, when: features.shown > 10, tiers: {primary: {threshold: 0.81}}}
      """;

  private int sent;

  @Test
  void shouldTellOfDriftAndOfItsEndAndDoNothingElse() {
    try (TopologyHarness harness = harness("breaker: {drift: {window: 40}}\n")) {
      // Given: half below 10 and half above, as where it was made
      send(harness, 20, 5, .9);
      send(harness, 20, 15, .9);
      harness.advance(SECOND);
      assertThat(harness.records(Topic.TIER_STATUS)).isEmpty();
      assertThat(psi(harness, "shown")).isLessThan(.1);

      // When
      send(harness, 40, 15, .9);
      harness.advance(SECOND);

      // Then
      assertThat(status(harness).getDrifted()).containsExactly("shown");
      assertThat(status(harness).getState()).isEqualTo(TierState.CLOSED);
      assertThat(psi(harness, "shown")).isGreaterThan(1);
      AuditEvent noted = last(noted(harness));
      assertThat(noted.getDescription()).isEqualTo("what model 'first' is asked: shown drifted");
      send(harness, 1, 15, .9);
      assertThat(last(harness.decisions()).getTier()).isEqualTo("primary");

      // And when
      send(harness, 20, 5, .9);
      send(harness, 20, 15, .9);
      harness.advance(SECOND);
      // Then
      assertThat(status(harness).getDrifted()).isEmpty();
      assertThat(noted(harness)).hasSize(2);
    }
  }

  @Test
  void shouldAskForSurerAnswersAndSayThatItIsForDrift() {
    try (TopologyHarness harness =
        harness("breaker: {drift: {window: 40, features: TIGHTEN, tightenBy: 0.15}}\n")) {
      // Given: the threshold is .8
      send(harness, 40, 15, .9);
      assertThat(last(harness.decisions()).getTier()).isEqualTo("primary");
      harness.advance(SECOND);

      // When
      send(harness, 1, 15, .9);
      Decision surer = last(harness.decisions());
      send(harness, 1, 15, .7);
      Decision unsure = last(harness.decisions());
      send(harness, 1, 15, .96);

      // Then
      assertThat(surer.getTier()).isEqualTo("secondary");
      assertThat(surer.getReason()).isEqualTo(Reason.DRIFT_GUARD);
      Attempt attempt = surer.getAttempts().get(0);
      assertThat(attempt.getThreshold()).isCloseTo(.95, within(1e-9));
      assertThat(attempt.getDetail()).isEqualTo("sure enough, had nothing drifted; shown drifted");
      assertThat(unsure.getReason()).isEqualTo(Reason.LOW_CONFIDENCE);
      assertThat(last(harness.decisions()).getTier()).isEqualTo("primary");
      assertThat(status(harness).getState()).isEqualTo(TierState.CLOSED);
    }
  }

  @Test
  void shouldPassAModelByWhoseConfidenceHasCollapsedUntilItsAnswersAreShownToBeRight() {
    try (TopologyHarness harness =
        harness(
            "breaker: {firstOpen: 10s, mirrorShare: 1, ramp: [1], rampDwell: 1s, return: {pass: 3},"
                + " drift: {window: 40, collapse: ROUTE}}\n")) {
      // Given
      send(harness, 20, 5, .99);
      send(harness, 20, 15, .99);

      // When
      harness.advance(SECOND);
      send(harness, 1, 5, .99);

      // Then
      assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);
      assertThat(status(harness).getTrip()).isEqualTo(BreakerTrip.DRIFT);
      assertThat(status(harness).getCollapsed()).isTrue();
      assertThat(status(harness).getNeedsAnswers()).isTrue();
      assertThat(status(harness).getEvidence())
          .isEqualTo(
              "its inputs have changed: confidence drifted; nearly all confidences are alike");
      assertThat(last(harness.decisions()).getReason()).isEqualTo(Reason.BREAKER_OPEN);

      // And when: it agrees with the tier that decides
      harness.advance(Duration.ofSeconds(12));
      send(harness, 13, 5, .99);
      harness.advance(SECOND);
      assertThat(status(harness).getState()).isEqualTo(TierState.RAMP);
      send(harness, 13, 15, .99);
      harness.advance(SECOND);
      harness.advance(SECOND);
      assertThat(status(harness).getState()).isEqualTo(TierState.CLOSED);

      // Then it is not taken out for the same again
      send(harness, 40, 15, .99);
      harness.advance(SECOND);
      send(harness, 1, 15, .99);
      assertThat(status(harness).getState()).isEqualTo(TierState.CLOSED);
      assertThat(last(harness.decisions()).getTier()).isEqualTo("primary");
    }
  }

  @Test
  void shouldHoldAllSegmentsTogetherAgainstWhatTheModelWasMadeFor() {
    try (TopologyHarness harness = harness(SEGMENT + TIGHTEN)) {
      // Given: each half has the feature in one bin, and both together have it as it was
      send(harness, 20, 5, .9);
      send(harness, 20, 15, .9);
      harness.advance(SECOND);
      assertThat(harness.records(Topic.TIER_STATUS)).isEmpty();
      assertThat(psi(harness, "shown")).isLessThan(.1);

      // When
      send(harness, 40, 15, .9);
      harness.advance(SECOND);
      send(harness, 1, 15, .9);
      send(harness, 1, 5, .9);

      // Then: it is known once, and holds in every segment
      assertThat(harness.records(Topic.TIER_STATUS)).hasSize(1);
      assertThat(harness.records(Topic.TIER_STATUS).get(0).key()).isEqualTo("first|");
      assertThat(harness.decisions().subList(80, 82))
          .extracting(Decision::getReason)
          .containsOnly(Reason.DRIFT_GUARD);
    }
  }

  @Test
  void shouldTakeAModelOutInEverySegmentForWhatHasDriftedInAllTogether() {
    try (TopologyHarness harness =
        harness(SEGMENT + "breaker: {drift: {window: 40, features: ROUTE}}\n")) {
      // Given: nobody is of no segment
      send(harness, 40, 15, .9);
      harness.advance(SECOND);

      // When
      harness.advance(SECOND);
      send(harness, 1, 15, .9);

      // Then
      TierStatus inSegment = status(harness);
      assertThat(inSegment.getSegment()).isEqualTo("high");
      assertThat(inSegment.getState()).isEqualTo(TierState.OPEN);
      assertThat(inSegment.getTrip()).isEqualTo(BreakerTrip.DRIFT);
      assertThat(inSegment.getEvidence()).isEqualTo("its inputs have changed: shown drifted");
      assertThat(inSegment.getDrifted()).isEmpty();
      assertThat(inSegment.getRouted()).containsExactly("shown");
      assertThat(last(harness.decisions()).getReason()).isEqualTo(Reason.BREAKER_OPEN);
      // What nobody asks could not come back.
      assertThat(harness.records(Topic.TIER_STATUS))
          .extracting(record -> ((TierStatus) record.value()).getState())
          .containsExactly(TierState.CLOSED, TierState.OPEN);
    }
  }

  @Test
  void shouldWatchNoModelThatIsAskedWhatAnotherHasLeftOver() {
    try (TopologyHarness harness =
        new TopologyHarness(
            policy ->
                policy
                        .replace("model: first,", "model: x,")
                        .replace("model: second,", "model: first,")
                        .replace("model: x,", "model: second,")
                    + TIGHTEN)) {
      // When: the first tier is not sure
      for (int i = 0; i < 60; i++) {
        PredictionRequest request = harness.request("r-" + i, .99, .1);
        request.getFeatures().put("shown", 15L);
        harness.send(request);
      }
      harness.advance(SECOND);

      // Then
      assertThat(last(harness.decisions()).getTier()).isEqualTo("secondary");
      assertThat(harness.records(Topic.HEALTH))
          .extracting(record -> ((ModelHealth) record.value()).getInputs())
          .containsOnlyNulls();
      assertThat(harness.records(Topic.TIER_STATUS)).isEmpty();
    }
  }

  @Test
  void shouldCountNothingWhereBreakersAreOff() {
    try (TopologyHarness harness = harness("breaker: {enabled: false, drift: {window: 40}}\n")) {
      send(harness, 60, 15, .9);
      harness.advance(SECOND);

      assertThat(harness.reports()).isEmpty();
    }
  }

  @Test
  void shouldReportCountsAndNoValues() {
    try (TopologyHarness harness = harness("")) {
      send(harness, 3, 15, .9);
      harness.advance(SECOND);

      ModelHealth inputs =
          harness.records(Topic.HEALTH).stream()
              .map(record -> (ModelHealth) record.value())
              .filter(health -> health.getInputs() != null)
              .findFirst()
              .orElseThrow();
      assertThat(inputs.getModel()).isEqualTo("first");
      assertThat(inputs.getCalls()).isZero();
      assertThat(inputs.getDigest()).isEqualTo("a".repeat(64));
      assertThat(inputs.getInputs().get(0).getName()).isEqualTo("shown");
      assertThat(inputs.getInputs().get(0).getActual()).containsExactly(0L, 3L, 0L);
      assertThat(inputs.getInputs().get(1).getName()).isEqualTo("confidence");
    }
  }

  private void send(TopologyHarness harness, int number, long shown, double confidence) {
    for (int i = 0; i < number; i++) {
      PredictionRequest request = harness.request("r-" + sent++, confidence, 0.9);
      request.getFeatures().put("shown", shown);
      harness.send(request);
    }
  }

  private static TierStatus status(TopologyHarness harness) {
    return (TierStatus) last(harness.records(Topic.TIER_STATUS)).value();
  }

  private static List<AuditEvent> noted(TopologyHarness harness) {
    return harness.audit().stream()
        .filter(event -> event.getKind() == AuditKind.DRIFT_CHANGED)
        .toList();
  }

  private static double psi(TopologyHarness harness, String feature) {
    return harness
        .meters
        .get(Meter.DRIFT_PSI.meterName())
        .tags("model", "first", "feature", feature)
        .gauge()
        .value();
  }

  private static <T> T last(List<T> all) {
    return all.get(all.size() - 1);
  }

  private static TopologyHarness harness(String sections) {
    return new TopologyHarness(policy -> policy + sections);
  }
}
