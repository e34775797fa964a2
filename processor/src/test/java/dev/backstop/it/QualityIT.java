package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.Decision;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model that answers in time and, by what people say, wrong; between two real processes, one of
 * which is killed while the model is out.
 */
class QualityIT {

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
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 10m}
        - {tier: default, kind: default, label: "no"}
      audit: {rate: 1, salt: s, epoch: 1}
      breaker:
        firstOpen: 60s
        longestOpen: 1h
        ramp: [0.5, 1]
        rampDwell: 1s
        return: {pass: 5}
        quality: {tolerable: 0.1, alarm: 100, recent: 5, lasting: 100, return: {pass: 5}}
      """;

  private static Surroundings surroundings;

  @TempDir private Path folder;

  private final Set<String> answered = new HashSet<>();

  /** What people say is right. */
  private String truth = "no";

  @BeforeAll
  static void start() {
    surroundings = Surroundings.start();
  }

  @AfterAll
  static void stop() {
    surroundings.close();
  }

  @Test
  void shouldTakeAModelOutThatPeopleFindWrongAndBringItBackWhenTheyFindItRight() throws Exception {
    String prefix = surroundings.newTopics("quality", 3);
    String yaml =
        ProcessorSetup.yaml(
            folder,
            POLICY,
            ProcessorSetup.model("throws-on-negative"),
            ProcessorSetup.model("linear"));
    try (TwoInstances two = TwoInstances.start(surroundings, prefix, folder, yaml).awaitReady()) {
      Client client = two.client();
      Traffic traffic = two.traffic();
      // When: nothing fails, and people say that the primary is wrong
      sendUntil(two, "OPEN");
      truth = "yes";

      // Then: both pass it by for that
      traffic.awaitDecisions();
      int open = traffic.sent();
      traffic.send(10);
      traffic.awaitDecisions();
      assertThat(traffic.since(open)).allSatisfy(QualityIT::assertPassedBy);
      client.readUntil(
          "its first move", Traffic.PATIENCE, () -> !BreakerWatch.moves(two).isEmpty());
      assertThat(BreakerWatch.moves(two)).containsExactly("OPEN");
      assertThat(trips(two)).containsExactly("QUALITY");
      for (ProcessorProcess instance : two.all()) {
        assertThat(instance.body("/policy")).contains("\"DEGRADED\"");
        assertThat(instance.body("/metrics"))
            .containsPattern(
                "backstop_risk_level\\{level=\"degraded\",model=\"throws-on-negative\",segment=\"none\"\\}"
                    + " 1");
      }

      // One of them is killed, and knows before its first request
      two.a().kill();
      two.comeBack();
      assertThat(two.a().body("/policy")).contains("\"OPEN\"", "\"DEGRADED\"");

      // It answers beside the others, people find it right, and it is asked again
      sendUntil(two, "CLOSED");
      client.readUntil(
          "its last move", Traffic.PATIENCE, () -> BreakerWatch.moves(two).contains("CLOSED"));
      assertThat(BreakerWatch.moves(two))
          .containsExactly("OPEN", "SHADOW", "RAMP", "RAMP", "CLOSED");
      assertThat(trips(two)).containsOnly("QUALITY");
      traffic.awaitDecisions();
      int closed = traffic.sent();
      traffic.send(10);
      traffic.awaitDecisions();
      assertThat(traffic.since(closed))
          .allSatisfy(decision -> assertThat(decision.getTier()).isEqualTo("primary"));
      client.checkPromises();
    }
  }

  private static void assertPassedBy(Decision decision) {
    assertThat(decision.getTier()).isEqualTo("secondary");
    assertThat(decision.getReason()).isEqualTo(Reason.BREAKER_OPEN);
    assertThat(decision.getAttempts().get(0).getDetail()).contains("answers that were judged");
  }

  private static List<String> trips(TwoInstances two) {
    return BreakerWatch.events(two).stream().map(event -> event.getDetails().get("trip")).toList();
  }

  private void sendUntil(TwoInstances two, String state) {
    Traffic.repeatUntil(
        "it to be " + state,
        () -> BreakerWatch.onBoth(two, state),
        () -> {
          two.traffic().send(2);
          answer(two.client());
        });
  }

  /** Nobody speaks against the secondary. */
  private void answer(Client client) {
    for (ReviewTask task : List.copyOf(client.records(ReviewTask.class))) {
      Decision decision = client.terminal().get(task.getRequestId());
      if (decision != null && answered.add(task.getTaskId())) {
        client.answer(task, decision.getTier().equals("primary") ? truth : "yes");
      }
    }
  }
}
