package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.Decision;
import dev.backstop.v1.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that fails and is well again, between two real processes, one of which is killed. */
class BreakerIT {

  /** The primary throws where {@code x0} is far below nothing; the secondary never does. */
  private static final double FAILING = -200;

  private static final double WELL = 9;

  /** Nineteen calls without an error are evidence of 5. */
  private static final String POLICY =
      """
      format: backstop-policy/1
      name: it
      version: 1.0.0
      domain: it
      owner: tests
      deadline: 10m
      ladder:
        - {tier: primary, kind: model, model: throws-on-negative, threshold: 0.60, budget: 1s}
        - {tier: secondary, kind: model, model: linear, threshold: 0.60, budget: 1s}
        - {tier: default, kind: default, label: "no"}
      breaker:
        minimumCalls: 20
        consecutiveFailures: 8
        firstOpen: 60s
        longestOpen: 1h
        mirrorShare: 1
        ramp: [0.5, 1]
        rampDwell: 1s
        return: {pass: 5}
      """;

  private static Surroundings surroundings;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    surroundings = Surroundings.start();
  }

  @AfterAll
  static void stop() {
    surroundings.close();
  }

  @Test
  void shouldOpenOnBothStayOpenThroughAKillAndComeBackOnEvidence() throws Exception {
    String prefix = surroundings.newTopics("breaker", 3);
    String yaml =
        ProcessorSetup.yaml(
            folder,
            POLICY,
            ProcessorSetup.model("throws-on-negative"),
            ProcessorSetup.model("linear"));
    try (TwoInstances two = TwoInstances.start(surroundings, prefix, folder, yaml).awaitReady()) {
      Client client = two.client();
      Traffic traffic = two.traffic();
      traffic.send(20, WELL);
      traffic.awaitDecisions();
      assertThat(client.terminal().values())
          .allSatisfy(decision -> assertThat(decision.getTier()).isEqualTo("primary"));

      // The primary fails: both pass it by, within seconds
      long failing = System.nanoTime();
      sendUntil(two, FAILING, "OPEN");
      Instant openOnBoth = Instant.now();
      System.out.printf(
          "the breaker was open on both %d ms after the first failure%n",
          Duration.ofNanos(System.nanoTime() - failing).toMillis());
      traffic.awaitDecisions();
      client.readUntil("the move", Traffic.PATIENCE, () -> !BreakerWatch.moves(two).isEmpty());
      OneTruth.assertInTime(
          "the breaker was open on both", BreakerWatch.events(two).get(0).getAt(), openOnBoth);
      int open = traffic.sent();
      traffic.send(20, WELL);
      traffic.awaitDecisions();
      assertThat(traffic.since(open)).allSatisfy(BreakerIT::assertPassedBy);

      // One of them is killed, and knows before its first request
      two.a().kill();
      traffic.send(20, WELL);
      two.comeBack();
      assertThat(two.a().body("/policy")).contains("\"throws-on-negative\"", "\"OPEN\"");
      traffic.send(20, WELL);
      traffic.awaitDecisions();
      assertThat(traffic.since(open)).allSatisfy(BreakerIT::assertPassedBy);
      assertThat(BreakerWatch.moves(two)).containsExactly("OPEN");

      // It is well again, and is asked besides, then by some, then by all
      sendUntil(two, WELL, "CLOSED");
      assertThat(BreakerWatch.moves(two))
          .containsExactly("OPEN", "SHADOW", "RAMP", "RAMP", "CLOSED");
      int closed = traffic.sent();
      traffic.send(20, WELL);
      traffic.awaitDecisions();
      assertThat(traffic.since(closed))
          .allSatisfy(decision -> assertThat(decision.getTier()).isEqualTo("primary"));
      client.checkPromises();
      OneTruth.assertNoneFailed(client, traffic.since(open));
      for (ProcessorProcess instance : two.all()) {
        assertThat(instance.body("/metrics"))
            .containsPattern(
                "backstop_breaker_state\\{model=\"throws-on-negative\",segment=\"none\",state=\"closed\"\\}"
                    + " 1");
      }
    }
  }

  private static void assertPassedBy(Decision decision) {
    assertThat(decision.getTier()).isEqualTo("secondary");
    assertThat(decision.getReason()).isEqualTo(Reason.BREAKER_OPEN);
    assertThat(decision.getAttempts().get(0).getModel()).isNull();
  }

  private static void sendUntil(TwoInstances two, double x0, String state) {
    Traffic.repeatUntil(
        "it to be " + state,
        () -> BreakerWatch.onBoth(two, state),
        () -> two.traffic().send(2, x0));
  }
}
