package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.telemetry.Meter;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.CallSource;
import dev.backstop.v1.Decision;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ShadowRequest;
import dev.backstop.v1.StaleFeature;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Features that were observed too long before the request. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class StaleFeaturesTest {

  private static final String BOUND =
      "features: {first: {type: NUMBER, freshFor: 15m}, shown: {type: NUMBER, freshFor: 15m}}\n";

  private final boolean batched;

  StaleFeaturesTest(boolean batched) {
    this.batched = batched;
  }

  @Test
  void shouldPassAModelByThatReadsAFeatureWhichIsTooOld() {
    try (TopologyHarness harness = harness(BOUND)) {
      // When
      harness.send(request(harness, Duration.ofHours(3)));

      // Then: the second model does not read it
      Decision decision = harness.onlyDecision();
      assertThat(decision.getTier()).isEqualTo("secondary");
      assertThat(decision.getReason()).isEqualTo(Reason.INVALID_INPUT);
      Attempt first = decision.getAttempts().get(0);
      assertThat(first.getReason()).isEqualTo(Reason.INVALID_INPUT);
      assertThat(first.getDetail()).isEqualTo("first: 3h old, 15m allowed");
      assertThat(first.getModel()).isNotNull();
    }
  }

  @Test
  void shouldAskAModelThatReadsAFreshOne() {
    try (TopologyHarness harness = harness(BOUND)) {
      harness.send(request(harness, Duration.ofMinutes(15)));

      assertThat(harness.onlyDecision().getTier()).isEqualTo("primary");
    }
  }

  @Test
  void shouldNotTrustAFeatureOfUnknownAge() {
    try (TopologyHarness harness = harness(BOUND)) {
      harness.send(harness.request("r", .9, .9));

      assertThat(harness.onlyDecision().getAttempts().get(0).getDetail())
          .isEqualTo("first: of an age that the request does not say, 15m allowed");
    }
  }

  @Test
  void shouldGiveARequestToPeopleWhoseSegmentCannotBeTold() {
    try (TopologyHarness harness =
        harness(
            BOUND
                + "segments: [{segment: high, when: features.shown > 10, tiers: {primary:"
                + " {threshold: 0.85}}}]\n")) {
      PredictionRequest request = request(harness, Duration.ZERO);
      request.getFeatureTimes().put("shown", harness.now().minusSeconds(901));
      harness.send(request);

      assertThat(harness.tasks()).hasSize(1);
      assertThat(harness.tasks().get(0).getFeatures()).containsEntry("shown", 7L);
      harness.advance(Duration.ofHours(1));
    }
  }

  @Test
  void shouldProbeAModelThatDoesNotReadWhatIsTooOldAndLetTheOtherRefuse() {
    try (TopologyHarness harness =
        harness(BOUND + "breaker: {consecutiveFailures: 5, firstOpen: 10s}\n")) {
      // Given: both are tried in the shadow
      for (int i = 0; i < 5; i++) {
        PredictionRequest failing = harness.request("f-" + i, "ERROR", "ERROR");
        failing.setFeatureTimes(
            new HashMap<>(Map.of("first", harness.now(), "shown", harness.now())));
        harness.send(failing);
      }
      harness.advance(Duration.ofSeconds(1));
      harness.advance(Duration.ofSeconds(60));
      // When
      for (int i = 0; i < 200; i++) {
        PredictionRequest request = harness.request("r-" + i, .9, .9);
        request.setFeatureTimes(
            new HashMap<>(
                Map.of("first", harness.now().minusSeconds(3_600), "shown", harness.now())));
        harness.send(request);
      }
      harness.advance(Duration.ofSeconds(1));
      // Then
      assertThat(harness.records(Topic.SHADOW))
          .extracting(record -> (ShadowRequest) record.value())
          .isNotEmpty()
          .allSatisfy(
              probe -> {
                assertThat(probe.getFeatures()).doesNotContainKey("first").containsKey("second");
                assertThat(probe.getStale())
                    .containsExactly(new StaleFeature("first", 3_600_000L, 900_000L));
              });
      assertThat(asked(harness, "second", "ANSWERED")).isPositive();
      assertThat(asked(harness, "first", "ANSWERED")).isZero();
      assertThat(asked(harness, "first", "FAILED")).isPositive();
      assertThat(harness.reports())
          .filteredOn(health -> health.getCallSource() == CallSource.MIRROR)
          .as("what a model refuses speaks neither for it nor against it")
          .isNotEmpty()
          .allSatisfy(health -> assertThat(health.getModel()).isEqualTo("second"));
    }
  }

  private static double asked(TopologyHarness harness, String model, String result) {
    return harness
        .meters
        .find(Meter.SHADOW_REQUESTS.meterName())
        .tags("model", model, "result", result)
        .counters()
        .stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  @Test
  void shouldHoldNothingAgainstTheModel() {
    try (TopologyHarness harness = harness(BOUND)) {
      for (int i = 0; i < 30; i++) {
        PredictionRequest request = harness.request("r-" + i, .9, .9);
        harness.send(request);
      }
      harness.advance(Duration.ofSeconds(1));

      assertThat(harness.records(Topic.TIER_STATUS)).isEmpty();
      assertThat(harness.meters.find(Meter.DECISIONS.meterName()).counters()).isNotEmpty();
    }
  }

  private static PredictionRequest request(TopologyHarness harness, Duration age) {
    PredictionRequest request = harness.request("r", .9, .9);
    request.setFeatureTimes(
        new HashMap<>(Map.of("first", harness.now().minus(age), "shown", harness.now())));
    return request;
  }

  private TopologyHarness harness(String sections) {
    TopologyHarness harness = new TopologyHarness(policy -> policy + sections);
    return batched ? harness.batched() : harness;
  }
}
