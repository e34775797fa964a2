package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.domain.Reason;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.CallSource;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.WindowCounts;
import dev.backstop.registry.BreakerMapper;
import dev.backstop.telemetry.Meter;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.TierState;
import dev.backstop.v1.TierStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** What becomes of breakers as policies change: forgotten, or brought back on other terms. */
class BreakerUpkeepTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration OPEN = Duration.ofSeconds(12);
  private static final Duration DWELL = Duration.ofSeconds(2);
  private static final int PASSES = 13;

  /** Asked by no policy. */
  private static final Guarded GONE = new Guarded("gone", null);

  private static final Guarded FIRST = new Guarded("first", null);

  private static final String BREAKER =
      "breaker: {consecutiveFailures: 5, firstOpen: 10s, longestOpen: 40s, mirrorShare: 1,"
          + " ramp: [0.25, 0.5, 1], rampDwell: 2s, forgetAfter: 1m, return: {pass: 3}}\n";

  private int sent;

  @Test
  void shouldDeleteTheBreakerOfAModelThatNoPolicyAsks() {
    try (TopologyHarness harness = harness()) {
      // Given
      report(harness, GONE, "loans", 5);
      assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);
      assertThat(state(harness, "gone", "open")).isEqualTo(1);

      // When
      pass(harness, Duration.ofSeconds(59));
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
      pass(harness, Duration.ofSeconds(2));

      // Then
      List<TestRecord<String, SpecificRecord>> records = harness.records(Topic.TIER_STATUS);
      assertThat(last(records).key()).isEqualTo("gone|");
      assertThat(last(records).value()).isNull();
      TierStatus closed = (TierStatus) records.get(records.size() - 2).value();
      assertThat(closed.getState()).isEqualTo(TierState.CLOSED);
      assertThat(closed.getEvidence())
          .isEqualTo("no policy asks the model any more and goes by its breaker");
      assertThat(last(moves(harness)).getDetails()).containsEntry("to", "CLOSED");
      assertThat(state(harness, "gone", "closed")).isEqualTo(1);
    }
  }

  @Test
  void shouldOpenForAModelThatIsReportedOfAfterItWasForgotten() {
    try (TopologyHarness harness = harness()) {
      // Given
      report(harness, GONE, "loans", 5);
      pass(harness, Duration.ofSeconds(61));
      assertThat(last(harness.records(Topic.TIER_STATUS)).value()).isNull();

      // When
      report(harness, GONE, "loans", 5);
      pass(harness, Duration.ofSeconds(5));

      // Then: it is a first opening, and it stays
      assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);
      assertThat(status(harness).getOpens()).isEqualTo(1);
    }
  }

  @Test
  void shouldForgetNothingOfADomainWhosePolicyIsNotKnown() {
    try (TopologyHarness harness = harness()) {
      report(harness, GONE, "elsewhere", 10);
      assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);

      pass(harness, Duration.ofMinutes(20));

      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
    }
  }

  @Test
  void shouldForgetNothingWhileAnotherPolicyShouldBeInForce() {
    try (TopologyHarness harness = harness()) {
      // Given: one that was refused here, and perhaps not elsewhere
      harness.policies.unsettle("loans");
      report(harness, GONE, "loans", 5);

      // When
      pass(harness, Duration.ofMinutes(5));

      // Then
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
      harness.activate(policy -> policy + BREAKER);
      pass(harness, Duration.ofSeconds(62));
      assertThat(last(harness.records(Topic.TIER_STATUS)).value()).isNull();
    }
  }

  @Test
  void shouldForgetABreakerThatNoPolicyGoesBy() {
    try (TopologyHarness harness = harness()) {
      // Given
      trip(harness);

      // When
      harness.activate(policy -> policy + "breaker: {enabled: false, forgetAfter: 1m}\n");
      pass(harness, Duration.ofSeconds(62));

      // Then
      assertThat(last(harness.records(Topic.TIER_STATUS)).value()).isNull();
      assertThat(state(harness, "first", "closed")).isEqualTo(1);
    }
  }

  @Test
  void shouldBeginARunAnewWhenAPolicyGoesByBreakersAgain() {
    try (TopologyHarness harness = harness()) {
      // Given
      send(harness, 4, "ERROR");
      harness.advance(SECOND);
      harness.activate(policy -> policy + "breaker: {enabled: false}\n");
      send(harness, 20, 0.9);
      pass(harness, Duration.ofSeconds(12));

      // When
      harness.activate(policy -> policy + BREAKER);
      send(harness, 1, "ERROR");
      harness.advance(SECOND);

      // Then
      assertThat(harness.records(Topic.TIER_STATUS)).isEmpty();
      send(harness, 4, "ERROR");
      harness.advance(SECOND);
      assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);
    }
  }

  @Test
  void shouldMirrorTheShareThatThePolicyHasNow() {
    try (TopologyHarness harness = harness()) {
      // Given
      trip(harness);
      harness.advance(OPEN);
      assertThat(status(harness).getShare()).isEqualTo(1);

      // When
      harness.activate(policy -> policy + BREAKER.replace("mirrorShare: 1,", "mirrorShare: 0.2,"));
      harness.advance(SECOND);

      // Then
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
      assertThat(status(harness).getShare()).isEqualTo(.2);
      assertThat(status(harness).getEvidence())
          .isEqualTo("the policy has other shares for its way back now");
      int before = harness.calls("first");
      send(harness, 100, 0.9);
      assertThat(harness.calls("first") - before).isBetween(8, 35);
    }
  }

  @Test
  void shouldSkipNoShareWhereThePolicyChangesOnTheWayBack() {
    try (TopologyHarness harness = harness()) {
      // Given: at the second share of three
      ramp(harness);
      send(harness, 100, 0.9);
      harness.advance(DWELL);
      harness.advance(SECOND);
      assertThat(status(harness).getShare()).isEqualTo(.5);

      // When
      harness.activate(
          policy -> policy + BREAKER.replace("[0.25, 0.5, 1]", "[0.1, 0.2, 0.4, 0.8, 1]"));
      send(harness, 100, 0.9);
      harness.advance(SECOND);

      // Then
      assertThat(status(harness).getState()).isEqualTo(TierState.RAMP);
      assertThat(status(harness).getShare()).isEqualTo(.4);
      send(harness, 100, 0.9);
      harness.advance(DWELL);
      harness.advance(SECOND);
      assertThat(status(harness).getShare()).isEqualTo(.8);
    }
  }

  @Test
  void shouldComeBackOnTheTermsItLeftBy() {
    try (TopologyHarness harness = harness()) {
      // Given: another domain asks the same model, and would have it back at once
      harness.policies.activate(
          PolicyTexts.policy(
              TopologyHarness.POLICY.replace("domain: loans", "domain: cards")
                  + BREAKER.replace("[0.25, 0.5, 1]", "[1]").replace("2s", "1ms")));
      ramp(harness);
      harness.pass(DWELL);

      // When
      harness.send(Topic.HEALTH, "first|", health(harness, FIRST, "cards", PASSES, 0));

      // Then
      assertThat(status(harness).getState()).isEqualTo(TierState.RAMP);
      assertThat(status(harness).getShare()).isEqualTo(.5);
      assertThat(status(harness).getDomain()).isEqualTo("loans");
    }
  }

  @Test
  void shouldNameARequestOfItsOwnWhereTimeMovesIt() {
    try (TopologyHarness harness = harness()) {
      // Given
      trip(harness);
      String own = last(moves(harness)).getSource().toString();
      report(harness, GONE, "loans", 0);

      // When
      harness.advance(OPEN);

      // Then
      assertThat(last(moves(harness)).getDetails()).containsEntry("to", "SHADOW");
      assertThat(last(moves(harness)).getSource().toString()).isEqualTo(own);
    }
  }

  private void trip(TopologyHarness harness) {
    send(harness, 5, "ERROR");
    harness.advance(SECOND);
    assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);
  }

  /** To the first share. */
  private void ramp(TopologyHarness harness) {
    trip(harness);
    harness.advance(OPEN);
    send(harness, PASSES, 0.9);
    harness.advance(SECOND);
    assertThat(status(harness).getState()).isEqualTo(TierState.RAMP);
  }

  private void send(TopologyHarness harness, int number, Object first) {
    for (int i = 0; i < number; i++) {
      harness.send(harness.request("r-" + sent++, first, 0.9));
    }
  }

  /** A report as another instance would have written it. */
  private static void report(
      TopologyHarness harness, Guarded guarded, String domain, long failures) {
    harness.send(
        Topic.HEALTH,
        guarded.key(),
        health(harness, guarded, domain, Math.max(1, failures), failures));
  }

  private static SpecificRecord health(
      TopologyHarness harness, Guarded guarded, String domain, long calls, long failures) {
    return BreakerMapper.toAvro(
        new CallReport(
            guarded,
            domain,
            "primary",
            CallSource.LIVE,
            new WindowCounts(calls, failures, 0, failures),
            failures == 0 ? Map.of() : Map.of(Reason.ERROR, failures),
            "another",
            new SourcePosition("t.requests", 2, 77),
            harness.now().toEpochMilli()));
  }

  /** Lets time pass, a second at once. */
  private static void pass(TopologyHarness harness, Duration time) {
    for (long i = 0; i < time.toSeconds(); i++) {
      harness.advance(SECOND);
    }
  }

  private static TierStatus status(TopologyHarness harness) {
    return (TierStatus) Objects.requireNonNull(last(harness.records(Topic.TIER_STATUS)).value());
  }

  private static List<AuditEvent> moves(TopologyHarness harness) {
    return harness.audit().stream()
        .filter(event -> event.getKind() == AuditKind.BREAKER_MOVED)
        .toList();
  }

  private static double state(TopologyHarness harness, String model, String state) {
    return harness
        .meters
        .get(Meter.BREAKER_STATE.meterName())
        .tags("model", model, "segment", "none", "state", state)
        .gauge()
        .value();
  }

  private static <T> T last(List<T> all) {
    return all.get(all.size() - 1);
  }

  /** A harness that has read a request: without one no promise is kept. */
  private TopologyHarness harness() {
    TopologyHarness harness = new TopologyHarness(policy -> policy + BREAKER);
    send(harness, 1, 0.9);
    return harness;
  }
}
