package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.TierState;
import dev.backstop.v1.TierStatus;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A candidate that answers a share of the requests, and has a breaker as any other model. */
class CanaryBreakerTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration OPEN = Duration.ofSeconds(12);
  private static final int PASSES = 13;

  private static final String BREAKER =
      """
      breaker:
        consecutiveFailures: 5
        firstOpen: 10s
        mirrorShare: 1
        ramp: [1]
        rampDwell: 2s
        return: {pass: 3, fail: 0.01}
      """;

  private static final String CANARY =
      "canary: {tier: primary, model: third, share: 1, onEvidence: {rollBack: false}}\n";

  private int sent;

  @Test
  void shouldLeaveItsRequestsToTheTiersOwnModelAndComeBackByProbes() {
    try (TopologyHarness harness = harness(CANARY)) {
      // Given
      trip(harness);
      send(harness, 1, 0.9);
      Decision own = last(harness.decisions());
      assertThat(own.getTier()).isEqualTo("primary");
      assertThat(own.getAttempts()).extracting(Attempt::getCanary).containsExactly(false);
      harness.advance(OPEN);
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
      int asked = harness.calls("third");

      // When
      send(harness, PASSES, 0.9);
      assertThat(harness.calls("third")).isEqualTo(asked + PASSES);
      assertThat(last(harness.decisions()).getAttempts())
          .extracting(Attempt::getCanary)
          .containsExactly(false);
      harness.advance(SECOND);

      // Then
      assertThat(status(harness).getState()).isEqualTo(TierState.RAMP);
      send(harness, PASSES, 0.9);
      assertThat(last(harness.decisions()).getAttempts())
          .extracting(Attempt::getCanary)
          .containsExactly(true);
      harness.advance(Duration.ofSeconds(2));
      harness.advance(SECOND);
      assertThat(status(harness).getState()).isEqualTo(TierState.CLOSED);
    }
  }

  @Test
  void shouldBeProbedWithItsShareOfTheRequestsAlone() {
    try (TopologyHarness harness = harness(CANARY.replace("share: 1,", "share: 0.3,"))) {
      // Given
      while (harness.calls("third") < 5) {
        send(harness, 1, "ERROR");
      }
      harness.advance(SECOND);
      harness.advance(OPEN);
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
      int asked = harness.calls("third");

      // When
      send(harness, 100, 0.9);

      // Then
      assertThat(harness.calls("third") - asked).isBetween(15, 45);
    }
  }

  @Test
  void shouldBeProbedWhereTheTiersOwnModelIsAwayToo() {
    try (TopologyHarness harness = harness(CANARY)) {
      // Given
      for (int i = 0; i < 5; i++) {
        harness.send(harness.request("r-" + sent++, "ERROR", 0.9, "ERROR"));
      }
      harness.advance(SECOND);
      harness.advance(OPEN);
      int asked = harness.calls("third");

      // When
      send(harness, 2, 0.9);

      // Then
      assertThat(last(harness.decisions()).getTier()).isEqualTo("secondary");
      assertThat(harness.calls("third")).isEqualTo(asked + 2);
    }
  }

  @Test
  void shouldComeBackFromWrongAnswersByLabelsOfThePanel() {
    String quality =
        "  quality: {tolerable: 0.1, alarm: 20, recent: 5, lasting: 40, doubt: 0.05,"
            + " return: {pass: 3, fail: 0.05}}\n";
    try (TopologyHarness harness =
        harness(quality + "audit: {rate: 1, salt: s, epoch: 1, horizon: 1h}\n" + CANARY)) {
      // Given: people say otherwise each time
      for (int i = 0; harness.records(Topic.TIER_STATUS).isEmpty() && i < 10; i++) {
        send(harness, 1, 0.9);
        harness.send(harness.verdict(last(harness.tasks()), "no"));
      }
      assertThat(status(harness).getModelName()).isEqualTo("third");
      assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);
      harness.advance(OPEN);
      assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);

      // When
      int before = harness.tasks().size();
      send(harness, PASSES, 0.9);
      harness.advance(SECOND);
      List<ReviewTask> open = List.copyOf(harness.tasks().subList(before, before + 4));
      for (ReviewTask task : open) {
        assertThat(status(harness).getState()).isEqualTo(TierState.SHADOW);
        harness.send(harness.verdict(task, "yes"));
      }

      // Then
      assertThat(status(harness).getState()).isEqualTo(TierState.RAMP);
    }
  }

  private void trip(TopologyHarness harness) {
    send(harness, 5, "ERROR");
    harness.advance(SECOND);
    assertThat(status(harness).getModelName()).isEqualTo("third");
    assertThat(status(harness).getState()).isEqualTo(TierState.OPEN);
  }

  private void send(TopologyHarness harness, int number, Object candidate) {
    for (int i = 0; i < number; i++) {
      harness.send(harness.request("r-" + sent++, 0.9, 0.9, candidate));
    }
  }

  private static TierStatus status(TopologyHarness harness) {
    return (TierStatus) Objects.requireNonNull(last(harness.records(Topic.TIER_STATUS)).value());
  }

  private static <T> T last(List<T> all) {
    return all.get(all.size() - 1);
  }

  private static TopologyHarness harness(String more) {
    return new TopologyHarness(policy -> policy + BREAKER + more);
  }
}
