package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.telemetry.Meter;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.BreakerTrip;
import dev.backstop.v1.Decision;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ShadowRequest;
import dev.backstop.v1.TierState;
import dev.backstop.v1.TierStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Breakers on the path: from a model that fails to one that is asked again. */
class BreakerTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** The most that ten seconds with their jitter can be. */
  private static final Duration OPEN = Duration.ofSeconds(12);

  /** Thirteen calls without an error are evidence of 3. */
  private static final int PASSES = 13;

  private static final String BREAKER =
      "breaker: {minimumCalls: 8, consecutiveFailures: 5, firstOpen: 10s, longestOpen: 40s,"
          + " mirrorShare: 1, ramp: [0.5, 1], rampDwell: 2s, return: {pass: 3, fail: 0.01}}\n";

  private int sent;

  @ParameterizedTest
  @ValueSource(strings = {"ERROR", "TIMEOUT", "INVALID_OUTPUT", "BUG"})
  void shouldPassAModelByThatHasFailedSeveralTimesInARow(String failure) {
    try (TopologyHarness harness = harness()) {
      // Given
      send(harness, 4, failure);
      harness.advance(SECOND);
      assertThat(harness.records(Topic.TIER_STATUS)).isEmpty();
      send(harness, 1, failure);

      // When
      harness.advance(SECOND);
      send(harness, 1, 0.9);

      // Then
      assertThat(harness.calls("first")).isEqualTo(5);
      Decision decision = last(harness.decisions());
      assertThat(decision.getTier()).isEqualTo("secondary");
      assertThat(decision.getReason()).isEqualTo(Reason.BREAKER_OPEN);
      Attempt passedBy = decision.getAttempts().get(0);
      assertThat(passedBy.getReason()).isEqualTo(Reason.BREAKER_OPEN);
      assertThat(passedBy.getModel()).isNull();
      assertThat(passedBy.getDetail())
          .startsWith("the breaker of model 'first' is OPEN: many calls failed in a row");
      assertThat(harness.decisions()).hasSize(6);
    }
  }

  @Test
  void shouldPublishAndNoteWhyABreakerOpened() {
    try (TopologyHarness harness = harness()) {
      // When
      trip(harness);

      // Then
      assertThat(harness.records(Topic.TIER_STATUS)).hasSize(1);
      assertThat(harness.records(Topic.TIER_STATUS).get(0).key()).isEqualTo("first|");
      TierStatus status = status(harness);
      assertThat(status.getModelName()).isEqualTo("first");
      assertThat(status.getTier()).isEqualTo("primary");
      assertThat(status.getState()).isEqualTo(TierState.OPEN);
      assertThat(status.getTrip()).isEqualTo(BreakerTrip.CONSECUTIVE);
      assertThat(status.getCause()).isEqualTo(Reason.ERROR);
      assertThat(status.getEvidence()).contains("5 of 5 calls", "(ERROR 5)");
      assertThat(status.getNextProbeAt())
          .isBetween(harness.now().plusSeconds(10), harness.now().plus(OPEN));
      AuditEvent noted = last(moves(harness));
      assertThat(noted.getDescription())
          .startsWith("the breaker of model 'first' went from CLOSED to OPEN");
      assertThat(noted.getDetails())
          .containsEntry("trip", "CONSECUTIVE")
          .containsEntry("to", "OPEN")
          .containsKey("nextProbeAt");
      assertThat(state(harness, "open")).isEqualTo(1);
      assertThat(state(harness, "closed")).isZero();
    }
  }

  @Test
  void shouldTripOnAShareOfFailures() {
    try (TopologyHarness harness = harness()) {
      send(harness, 6, 0.9);
      send(harness, 2, "ERROR");
      harness.advance(SECOND);

      assertThat(status(harness).getTrip()).isEqualTo(BreakerTrip.FAILURES);
      assertThat(status(harness).getEvidence()).contains("2 of 8 calls failed");
    }
  }

  @Test
  void shouldHoldNothingAgainstAModelThatIsNotItsFault() {
    try (TopologyHarness harness = harness()) {
      send(harness, 20, "INVALID_INPUT");
      send(harness, 20, "OVERLOAD");
      send(harness, 20, 0.2);
      harness.advance(SECOND);

      assertThat(harness.records(Topic.TIER_STATUS)).isEmpty();
      assertThat(harness.reports()).isNotEmpty();
    }
  }

  @Test
  void shouldComeBackByEvidenceThroughShadowAndRamp() {
    try (TopologyHarness harness = harness()) {
      // Given
      trip(harness);
      harness.advance(OPEN);
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
      int asked = harness.calls("first");

      // When: it is asked besides, and nothing is taken from it
      send(harness, PASSES, 0.9);
      assertThat(harness.calls("first")).isEqualTo(asked + PASSES);
      assertThat(last(harness.decisions()).getTier()).isEqualTo("secondary");
      assertThat(last(harness.decisions()).getAttempts().get(0).getDetail())
          .contains("is SHADOW, opened for CONSECUTIVE (ERROR): it has been open for its time");
      assertThat(harness.comparisons()).isEmpty();
      harness.advance(SECOND);

      // Then: half of the requests, the same ones whenever they come
      assertThat(status(harness).getState()).isEqualTo(TierState.RAMP);
      assertThat(status(harness).getShare()).isEqualTo(.5);
      assertThat(status(harness).getEvidence()).startsWith("the return test is passed: 0 of 13");
      int before = harness.decisions().size();
      send(harness, 60, 0.9);
      List<Decision> ramped = harness.decisions().subList(before, harness.decisions().size());
      assertThat(ramped)
          .filteredOn(decision -> decision.getTier().equals("primary"))
          .hasSizeBetween(PASSES, 45);
      assertThat(ramped)
          .filteredOn(decision -> decision.getTier().equals("secondary"))
          .isNotEmpty()
          .allSatisfy(
              decision ->
                  assertThat(decision.getAttempts().get(0).getDetail())
                      .contains(
                          "lets 0.5 of the requests through, opened for CONSECUTIVE (ERROR):"));

      // And then all, and then it is closed
      harness.advance(Duration.ofSeconds(2));
      harness.advance(SECOND);
      assertThat(status(harness).getShare()).isEqualTo(1);
      send(harness, PASSES, 0.9);
      harness.advance(Duration.ofSeconds(2));
      harness.advance(SECOND);
      assertThat(status(harness).getState()).isEqualTo(TierState.CLOSED);
      send(harness, 1, 0.9);
      assertThat(last(harness.decisions()).getTier()).isEqualTo("primary");
      assertThat(moves(harness))
          .extracting(event -> event.getDetails().get("to"))
          .containsExactly("OPEN", "SHADOW", "RAMP", "RAMP", "CLOSED");
      assertThat(state(harness, "closed")).isEqualTo(1);
    }
  }

  @Test
  void shouldNeverComeBackByTimeAlone() {
    try (TopologyHarness harness = harness()) {
      trip(harness);

      for (int i = 0; i < 60; i++) {
        harness.advance(Duration.ofMinutes(1));
      }

      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
      send(harness, 1, 0.9);
      assertThat(last(harness.decisions()).getTier()).isEqualTo("secondary");
    }
  }

  @Test
  void shouldStayAwayLongerIfItStillFails() {
    try (TopologyHarness harness = harness()) {
      // Given
      trip(harness);
      harness.advance(OPEN);

      // When: .2 to the third is below .01
      send(harness, 3, "ERROR");
      harness.advance(SECOND);

      // Then
      TierStatus status = status(harness);
      assertThat(status.getState()).isEqualTo(TierState.OPEN);
      assertThat(status.getOpens()).isEqualTo(2);
      assertThat(status.getEvidence()).startsWith("the return test is lost: 3 of 3 calls failed");
      assertThat(status.getNextProbeAt()).isAfter(harness.now().plusSeconds(19));
    }
  }

  @Test
  void shouldActOnWhatAnotherInstanceDecidedFromTheFirstRequestOn() {
    TestRecord<String, SpecificRecord> published;
    try (TopologyHarness harness = harness()) {
      trip(harness);
      published = harness.records(Topic.TIER_STATUS).get(0);
    }
    try (TopologyHarness harness = harness()) {
      harness.send(Topic.TIER_STATUS, published.key(), published.value());

      send(harness, 1, 0.9);

      assertThat(harness.calls("first")).isZero();
      assertThat(harness.onlyDecision().getReason()).isEqualTo(Reason.BREAKER_OPEN);
    }
  }

  @Test
  void shouldGuardEachSegmentOnItsOwn() {
    String segment =
        "features: {shown: {type: NUMBER}}\n"
            + "segments:\n  - {segment: odd, when: 'features.shown == 8.0', onReview: WAIT}\n";
    try (TopologyHarness harness = harness(policy -> policy + segment)) {
      for (int i = 0; i < 5; i++) {
        var request = harness.request("odd-" + i, "ERROR", 0.9);
        request.getFeatures().put("shown", 8L);
        harness.send(request);
      }
      harness.advance(SECOND);

      assertThat(harness.records(Topic.TIER_STATUS).get(0).key()).isEqualTo("first|odd");
      send(harness, 1, 0.9);
      assertThat(last(harness.decisions()).getTier()).isEqualTo("primary");
      var request = harness.request("odd", 0.9, 0.9);
      request.getFeatures().put("shown", 8L);
      harness.send(request);
      assertThat(last(harness.decisions()).getTier()).isEqualTo("secondary");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldAskTheOthersOfAnEnsemble(boolean batched) {
    try (TopologyHarness harness = ensemble("1s")) {
      trip(harness);
      int others = harness.calls("second");

      send(batched ? harness.batched() : harness, 1, 0.9);

      Decision decision = last(harness.decisions());
      assertThat(decision.getTier()).isEqualTo("primary");
      assertThat(decision.getAttempts().get(0).getMembers().get(0).getReason())
          .isEqualTo(Reason.BREAKER_OPEN);
      assertThat(harness.calls("first")).isEqualTo(5);
      assertThat(harness.calls("second")).isEqualTo(others + 1);
      assertThat(
              harness
                  .meters
                  .get(Meter.BATCH_MEMO.meterName())
                  .tags("tier", "primary", "result", batched ? "HIT" : "ABSENT")
                  .counter()
                  .count())
          .isEqualTo(batched ? 1 : 11);
    }
  }

  @Test
  void shouldProbeAMemberOfAnEnsembleWithItsShareOfTheTime() {
    try (TopologyHarness harness = ensemble("1s")) {
      trip(harness);
      harness.advance(OPEN);

      send(harness, 1, 0.9);

      ShadowRequest probe = (ShadowRequest) last(harness.records(Topic.SHADOW)).value();
      assertThat(probe.getTrial().getCandidate()).isEqualTo("first");
      assertThat(probe.getBudgetMicros()).isEqualTo(500_000);
      assertThat(harness.calls("first")).isEqualTo(6);
    }
  }

  @Test
  void shouldKeepAModelAwayForNoInstanceWhoseCallsHang() {
    try (TopologyHarness harness = harness()) {
      // Given
      trip(harness);
      harness.advance(OPEN);

      // When: the instance that probes it does not ask it
      send(harness, 20, "BREAKER_OPEN");
      harness.advance(SECOND);

      // Then
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
      assertThat(
              harness
                  .meters
                  .get(Meter.SHADOW_REQUESTS.meterName())
                  .tags("model", "first", "result", "BUSY")
                  .counter()
                  .count())
          .isEqualTo(20);
    }
  }

  @Test
  void shouldCountWhatWasScoredAheadAndRefuseItInABatchToo() {
    try (TopologyHarness harness = harness().batched()) {
      trip(harness);
      int asked = harness.calls("first");

      send(harness, 3, 0.9);

      assertThat(harness.calls("first")).isEqualTo(asked);
      assertThat(last(harness.decisions()).getReason()).isEqualTo(Reason.BREAKER_OPEN);
    }
  }

  @Test
  void shouldAskWhateverHappensWhereBreakersAreOff() {
    try (TopologyHarness harness =
        new TopologyHarness(policy -> policy + "breaker: {enabled: false}\n")) {
      send(harness, 30, "ERROR");
      harness.advance(SECOND);
      send(harness, 1, 0.9);

      assertThat(harness.reports()).isEmpty();
      assertThat(last(harness.decisions()).getTier()).isEqualTo("primary");
    }
  }

  @Test
  void shouldTripByTheUsualTermsWhereAPolicySaysNothing() {
    try (TopologyHarness harness = new TopologyHarness()) {
      send(harness, 10, "ERROR");
      harness.advance(SECOND);

      assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);
    }
  }

  private void trip(TopologyHarness harness) {
    send(harness, 5, "ERROR");
    harness.advance(SECOND);
    assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);
  }

  private void send(TopologyHarness harness, int number, Object first) {
    for (int i = 0; i < number; i++) {
      harness.send(harness.request("r-" + sent++, first, 0.9));
    }
  }

  private static TierStatus status(TopologyHarness harness) {
    return (TierStatus) last(harness.records(Topic.TIER_STATUS)).value();
  }

  private static List<AuditEvent> moves(TopologyHarness harness) {
    return harness.audit().stream()
        .filter(event -> event.getKind() == AuditKind.BREAKER_MOVED)
        .toList();
  }

  private static double state(TopologyHarness harness, String state) {
    return harness
        .meters
        .get(Meter.BREAKER_STATE.meterName())
        .tags("model", "first", "segment", "none", "state", state)
        .gauge()
        .value();
  }

  private static <T> T last(List<T> all) {
    return all.get(all.size() - 1);
  }

  /** The primary tier asks both models, and there is no secondary one. */
  private static TopologyHarness ensemble(String budget) {
    String ensemble =
        "  - {tier: primary, kind: ensemble, combine: WEIGHTED_MEAN, members: [{model: first},"
            + " {model: second}], minimum: 1, threshold: 0.5, budget: "
            + budget
            + "}\n";
    return harness(
        policy ->
            policy
                .replaceFirst("  - \\{tier: primary[^\n]*\n", ensemble)
                .replaceFirst("  - \\{tier: secondary[^\n]*\n", ""));
  }

  private static TopologyHarness harness() {
    return harness(UnaryOperator.identity());
  }

  private static TopologyHarness harness(UnaryOperator<String> change) {
    return new TopologyHarness(policy -> change.apply(policy + BREAKER));
  }
}
