package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.ReviewTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A candidate that is wrong, between real processes, judged by what people say. */
class CanaryIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String PREFIX = "canary.";

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
  private int sent;

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
    surroundings.createTopics(PREFIX, 3);
    Path models = models();
    try (Client client = new Client(surroundings, PREFIX);
        ProcessorProcess a = processor("a", models).awaitReady();
        ProcessorProcess b = processor("b", models).awaitReady()) {
      // When: everybody is asked, and says what is so
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (verdicts(client).isEmpty()) {
        assertThat(System.nanoTime()).as("time until the verdict").isLessThan(deadline);
        send(client);
        answer(client);
      }
      await("both instances to roll it back")
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  Stream.of(a, b)
                      .allMatch(instance -> instance.body("/policy").contains("ROLLED_BACK")));
      client.readUntil("what was sent before", PATIENCE, () -> client.terminal().size() == sent);
      int before = sent;
      for (int i = 0; i < 60; i++) {
        send(client);
      }
      answer(client);
      client.readUntil("all decisions", PATIENCE, () -> client.terminal().size() == sent);

      // Then
      assertThat(verdicts(client)).hasSize(1);
      assertThat(verdicts(client).get(0).getDescription())
          .contains("model 'inverted' at tier 'primary'", "the model in use is the better one");
      Map<Boolean, Long> byCandidate = new HashMap<>();
      client
          .terminal()
          .forEach(
              (id, decision) -> {
                boolean canary = decision.getAttempts().get(0).getCanary();
                if (number(id) < before) {
                  byCandidate.merge(canary, 1L, Long::sum);
                  assertThat(decision.getLabel()).isEqualTo(canary ? "no" : "yes");
                } else {
                  assertThat(canary).as("candidate asked for " + id).isFalse();
                  assertThat(decision.getLabel()).isEqualTo("yes");
                }
              });
      assertThat(byCandidate.get(true)).isGreaterThanOrEqualTo(7);
      assertThat(byCandidate.get(false)).isPositive();
      for (ProcessorProcess instance : List.of(a, b)) {
        assertThat(instance.body("/policy"))
            .contains("ROLLED_BACK", "labelled records", "\"loaded\"");
        assertThat(instance.body("/metrics")).contains("backstop_canary_verdict{");
      }
      client.checkPromises();
      assertThat(run("canary", "status"))
          .contains("it@1.0.0", "inverted", "AGAINST_CANDIDATE", "the model in use is the better");
      assertThat(run("canary", "status", "--json"))
          .contains("\"verdict\" : \"AGAINST_CANDIDATE\"", "\"wins\" : 0");
    }
  }

  private void send(Client client) {
    client.send(
        PredictionRequest.newBuilder()
            .setRequestId("r-" + sent++)
            .setDomain("it")
            .setFeatures(Map.of("x0", 9.0, "x1", 0.0))
            .setRequestedAt(Instant.now())
            .build());
    client.readFor(Duration.ofMillis(20));
  }

  private void answer(Client client) {
    for (ReviewTask task : List.copyOf(client.records(ReviewTask.class))) {
      if (answered.add(task.getTaskId())) {
        client.answer(task, "yes");
      }
    }
  }

  private static List<AuditEvent> verdicts(Client client) {
    return client.records(AuditEvent.class).stream()
        .filter(event -> event.getKind() == AuditKind.CANDIDATE_VERDICT)
        .toList();
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(2));
  }

  /** The linear model, and the same file with its labels the wrong way round. */
  private Path models() throws IOException {
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

  private ProcessorProcess processor(String instance, Path inverted) throws IOException {
    Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    String config =
        "models: [%s, %s]\npolicies: [%s]\n"
            .formatted(ProcessorSetup.model("linear"), inverted, policy);
    return ProcessorSetup.of(surroundings, PREFIX, folder, config).named(instance).start();
  }

  private static String run(String... command) throws IOException, InterruptedException {
    return Command.run(surroundings.environment(PREFIX), command);
  }
}
