package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.ReviewTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A candidate that is wrong, between real processes, judged by what people say. */
class CanaryIT {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: it
      version: 1.0.0
      domain: it
      owner: tests
      deadline: 10m
      ladder:
        - {tier: primary, kind: model, model: linear, threshold: 0.70, budget: 1s}
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 10m}
        - {tier: default, kind: default, label: "no"}
      audit: {rate: 1, salt: s, epoch: 1}
      canary: {tier: primary, model: inverted, share: 0.5}
      """;

  private static Surroundings surroundings;

  @TempDir private Path folder;

  private final Set<String> answered = new HashSet<>();

  @BeforeAll
  static void start() {
    surroundings = Surroundings.start();
  }

  @AfterAll
  static void stop() {
    surroundings.close();
  }

  @Test
  void shouldRollABadCandidateBackByItselfOnEveryInstance() throws Exception {
    String prefix = surroundings.newTopics("canary", 3);
    String yaml = ProcessorSetup.yaml(folder, POLICY, ProcessorSetup.model("linear"), inverted());
    try (TwoInstances two = TwoInstances.start(surroundings, prefix, folder, yaml).awaitReady()) {
      Client client = two.client();
      Traffic traffic = two.traffic();
      // When: everybody is asked, and says what is so
      Traffic.repeatUntil(
          "the verdict",
          () -> !verdicts(two).isEmpty(),
          () -> {
            traffic.send(1);
            answer(client);
          });
      await("both instances to roll it back")
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  two.all().stream()
                      .allMatch(instance -> instance.body("/policy").contains("ROLLED_BACK")));
      traffic.awaitDecisions();
      int before = traffic.sent();
      traffic.send(60);
      answer(client);
      traffic.awaitDecisions();

      // Then
      assertThat(verdicts(two)).hasSize(1);
      assertThat(verdicts(two).get(0).getDescription())
          .contains("model 'inverted' at tier 'primary'", "the model in use is the better one");
      Map<Boolean, Long> byCandidate = new HashMap<>();
      client
          .terminal()
          .forEach(
              (id, decision) -> {
                boolean canary = decision.getAttempts().get(0).getCanary();
                if (Traffic.number(id) < before) {
                  byCandidate.merge(canary, 1L, Long::sum);
                  assertThat(decision.getLabel()).isEqualTo(canary ? "no" : "yes");
                } else {
                  assertThat(canary).as("candidate asked for " + id).isFalse();
                  assertThat(decision.getLabel()).isEqualTo("yes");
                }
              });
      assertThat(byCandidate.get(true)).isGreaterThanOrEqualTo(7);
      assertThat(byCandidate.get(false)).isPositive();
      for (ProcessorProcess instance : two.all()) {
        assertThat(instance.body("/policy"))
            .contains("ROLLED_BACK", "labelled records", "\"loaded\"");
        assertThat(instance.body("/metrics")).contains("backstop_canary_verdict{");
      }
      client.checkPromises();
      assertThat(two.run("canary", "status"))
          .contains("it@1.0.0", "inverted", "AGAINST_CANDIDATE", "the model in use is the better");
      assertThat(two.run("canary", "status", "--json"))
          .contains("\"verdict\" : \"AGAINST_CANDIDATE\"", "\"wins\" : 0");
    }
  }

  private void answer(Client client) {
    for (ReviewTask task : List.copyOf(client.records(ReviewTask.class))) {
      if (answered.add(task.getTaskId())) {
        client.answer(task, "yes");
      }
    }
  }

  private static List<AuditEvent> verdicts(TwoInstances two) {
    return two.told(AuditKind.CANDIDATE_VERDICT);
  }

  /** The linear model, and the same file with its labels the wrong way round. */
  private Path inverted() throws IOException {
    Path linear = ProcessorSetup.model("linear");
    Path inverted = Files.createDirectories(folder.resolve("models/inverted"));
    Files.copy(linear.resolve("model.pt"), inverted.resolve("model.pt"));
    String descriptor =
        Files.readString(linear.resolve("model.yaml"))
            .replace("name: linear", "name: inverted")
            .replace("labels: ['no', 'yes']", "labels: ['yes', 'no']")
            .replace("'no':", "'other':")
            .replace("'yes':", "'no':")
            .replace("'other':", "'yes':");
    Files.writeString(inverted.resolve("model.yaml"), descriptor);
    return inverted;
  }
}
