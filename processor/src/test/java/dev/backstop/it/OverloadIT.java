package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that have waited too long and more reviews than may be open, on two real processes. */
class OverloadIT {

  private static final int PARTITIONS = 3;
  private static final int OPEN_EACH = 2;

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: it
      version: 1.0.0
      domain: it
      owner: tests
      deadline: 1h
      ladder:
        - {tier: primary, kind: model, model: linear, threshold: 0.60, budget: 1s, maxWait: 10m}
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 30m, maxOpen: 6}
        - {tier: default, kind: default, label: "no"}
      """;

  @TempDir private Path folder;

  private int sent;

  @Test
  void shouldShedTheSameOnEachInstanceAndCountReviewsThroughAKill() throws Exception {
    try (Surroundings surroundings = Surroundings.start()) {
      String prefix = surroundings.newTopics("overload", PARTITIONS);
      String yaml = ProcessorSetup.yaml(folder, POLICY, ProcessorSetup.model("linear"));
      try (TwoInstances two = TwoInstances.start(surroundings, prefix, folder, yaml).awaitReady()) {
        Client client = two.client();
        // Given: half of the requests have waited for too long
        Set<String> late = new HashSet<>(send(client, Duration.ofMinutes(20), 30));
        send(client, Duration.ZERO, 30);
        await(client, sent - PARTITIONS * OPEN_EACH);
        for (Map.Entry<String, Decision> one : client.terminal().entrySet()) {
          Decision decision = one.getValue();
          if (late.contains(one.getKey())) {
            assertThat(reasons(decision)).containsExactly(Reason.OVERLOAD, Reason.OVERLOAD, null);
            assertThat(decision.getTier()).isEqualTo("default");
            assertThat(decision.getDegraded()).isTrue();
          } else {
            assertThat(decision.getTier()).isEqualTo("primary");
          }
        }
        assertOpen(client);

        // When: the reviews that are open are restored elsewhere
        two.a().kill();
        two.comeBack();
        send(client, Duration.ofMinutes(20), 30);
        await(client, sent - PARTITIONS * OPEN_EACH);
        // Then
        assertOpen(client);
        answer(client);
        await(client, sent);
        send(client, Duration.ofMinutes(20), 30);
        await(client, sent - PARTITIONS * OPEN_EACH);
        answer(client);
        await(client, sent);
        client.checkPromises();
        assertThat(two.a().body("/metrics")).contains("backstop_queue_wait{part=\"primary\"}");
        assertThat(two.b().body("/metrics")).contains("backstop_model_limit{model=\"linear\"}");
      }
    }
  }

  /** As many as the policy allows, an even part of them in each partition. */
  private void assertOpen(Client client) {
    Map<Integer, Long> byPartition =
        open(client).stream()
            .collect(
                Collectors.groupingBy(
                    task -> task.getSource().getPartition(), Collectors.counting()));
    assertThat(byPartition).hasSize(PARTITIONS).containsValue((long) OPEN_EACH);
    assertThat(byPartition.values()).containsOnly((long) OPEN_EACH);
  }

  private static List<ReviewTask> open(Client client) {
    return client.records(ReviewTask.class).stream()
        .filter(task -> !client.terminal().containsKey(task.getRequestId()))
        .toList();
  }

  private static void answer(Client client) {
    open(client).forEach(task -> client.answer(task, "yes"));
  }

  private static void await(Client client, int decisions) {
    client.readUntil(
        decisions + " decisions", Traffic.PATIENCE, () -> client.terminal().size() == decisions);
  }

  private static List<Reason> reasons(Decision decision) {
    return decision.getAttempts().stream().map(Attempt::getReason).toList();
  }

  private List<String> send(Client client, Duration waited, int number) {
    List<PredictionRequest> requests = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      requests.add(
          PredictionRequest.newBuilder()
              .setRequestId("r-" + sent++)
              .setDomain("it")
              .setFeatures(Map.of("x0", 9.0, "x1", 0.0))
              .setRequestedAt(Instant.now().minus(waited))
              .build());
    }
    client.sendAtOnce(requests);
    return requests.stream().map(PredictionRequest::getRequestId).toList();
  }
}
