package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.DeadLetterCause;
import dev.backstop.v1.Decision;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.TierKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real process against a real broker and registry, on tiny real models whose confidence the
 * request decides.
 */
class RealPathIT {

  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: it
      version: 1.0.0
      domain: it
      owner: tests
      deadline: 10m
      ladder:
        - {tier: primary, kind: model, model: linear, threshold: 0.95, budget: 1s}
        - {tier: secondary, kind: model, model: probabilities, threshold: 0.70, budget: 1s}
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 1m, finishWithin: 5m}
        - {tier: default, kind: default, label: "no"}
      """;

  private static Surroundings surroundings;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    surroundings = Surroundings.start();
  }

  @AfterAll
  static void stop() {
    surroundings.close();
  }

  @Test
  void shouldAnswerOnEveryPath() throws IOException {
    String prefix = surroundings.newTopics("it", PARTITIONS);
    try (Client client = new Client(surroundings, prefix);
        ProcessorProcess processor = processor(prefix, "all", Map.of()).awaitReady()) {
      client.send(request("sure", 9));
      client.send(request("unsure", 1.2));
      client.send(request("person", 0.1));
      client.send(request("misrouted", 0.1));
      client.send(request("incomplete", null));
      client.send(request("sure", 9));
      client.sendGarbage(new byte[] {0, 0, 0, 127, 1, 1});
      client.sendGarbage("not a record".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      client.readUntil(
          "three reviews", PATIENCE, () -> client.records(ReviewTask.class).size() == 3);
      // Only now: on a busy machine the first requests may take longer than this one may wait.
      client.send(request("nobody", 0.1, Instant.now().plusSeconds(5)));
      client.readUntil(
          "four reviews", PATIENCE, () -> client.records(ReviewTask.class).size() == 4);
      client.answer(task(client, "person"), "yes");
      client.answerOnTheWrongPartition(task(client, "misrouted"), "no", PARTITIONS);
      client.answer(task(client, "incomplete"), "no");
      client.readUntil("all decisions", PATIENCE, () -> client.terminal().size() == 6);

      Map<String, Decision> decisions = client.terminal();
      assertThat(decisions.get("sure").getTier()).isEqualTo("primary");
      assertThat(decisions.get("unsure").getTier()).isEqualTo("secondary");
      assertThat(decisions.get("person").getReviewer()).isEqualTo("reviewer-7");
      assertThat(decisions.get("misrouted").getLabel()).isEqualTo("no");
      assertThat(decisions.get("nobody").getReason()).isEqualTo(Reason.REVIEW_TIMEOUT);
      assertThat(decisions.get("incomplete").getAttempts().get(0).getReason())
          .isEqualTo(Reason.INVALID_INPUT);
      client.readUntil(
          "what was set aside",
          PATIENCE,
          () ->
              client.records(DeadLetter.class).size() == 2
                  && client.records(AuditEvent.class).size() == 1);
      assertThat(client.records(DeadLetter.class))
          .extracting(DeadLetter::getCause)
          .containsExactlyInAnyOrder(DeadLetterCause.UNKNOWN_SCHEMA, DeadLetterCause.UNDECODABLE);
      assertThat(client.records(AuditEvent.class))
          .extracting(AuditEvent::getKind)
          .containsExactly(AuditKind.DUPLICATE_REQUEST);
      client.checkPromises();
      assertThat(processor.status("/health/live")).isEqualTo(200);
      assertThat(processor.body("/metrics"))
          // So few requests may each be alone in their poll, and are then not asked ahead.
          .contains(
              "backstop_decisions_total", "backstop_pending 0.0", "backstop_batch_memo_total");
      assertThat(processor.body("/topology")).contains("primary.ingest");
      assertThat(processor.body("/pending")).contains("\"pending\":[]");
      assertThat(processor.status("/pending?limit=none")).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "streams"})
  void shouldLoseAndDoubleNothingWhenItIsKilledMidway(String protocol) throws IOException {
    String prefix = surroundings.newTopics("it", PARTITIONS);
    Map<String, String> settings = Map.of("BACKSTOP_KAFKA_GROUP_PROTOCOL", protocol);
    try (Client client = new Client(surroundings, prefix)) {
      List<PredictionRequest> requests = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        requests.add(request("r-" + i, List.of(9.0, 1.2, 0.1).get(i % 3)));
      }
      ProcessorProcess first = processor(prefix, "all", settings).awaitReady();
      requests.subList(0, 300).forEach(client::send);
      client.readUntil("the first decisions", PATIENCE, () -> client.terminal().size() >= 20);
      client.sendAtOnce(requests.subList(300, 600));
      first.kill();
      client.readFor(Duration.ofSeconds(2));
      assertThat(client.terminal().size() + client.records(ReviewTask.class).size())
          .as("what was done before the kill, so that it hit unfinished work")
          .isLessThan(600);

      try (ProcessorProcess second = processor(prefix, "all", settings)) {
        Set<String> answered = new HashSet<>();
        client.readUntil(
            "every decision",
            Duration.ofSeconds(120),
            () -> {
              for (ReviewTask task : client.records(ReviewTask.class)) {
                if (answered.add(task.getRequestId())) {
                  client.answer(task, "yes");
                }
              }
              return client.terminal().size() == 600;
            });
        client.readFor(Duration.ofSeconds(2));
        client.checkPromises();
        assertThat(second.body("/metrics"))
            .contains("backstop_pending 0.0", "backstop_batch_memo_total{result=\"HIT\"");
      }
    }
  }

  @Test
  void shouldRunItsPartsApart() throws IOException {
    String prefix = surroundings.newTopics("it", PARTITIONS);
    try (Client client = new Client(surroundings, prefix);
        ProcessorProcess primary = processor(prefix, "primary", Map.of());
        ProcessorProcess secondary = processor(prefix, "secondary", Map.of());
        ProcessorProcess review = processor(prefix, "review", Map.of())) {
      client.send(request("sure", 9));
      client.send(request("unsure", 1.2));
      client.send(request("person", 0.1));
      client.readUntil("a review", PATIENCE, () -> client.records(ReviewTask.class).size() == 1);
      client.answer(task(client, "person"), "yes");
      client.readUntil("all decisions", PATIENCE, () -> client.terminal().size() == 3);

      assertThat(client.terminal().values())
          .extracting(Decision::getTierKind)
          .containsExactlyInAnyOrder(TierKind.MODEL, TierKind.MODEL, TierKind.HUMAN);
      client.checkPromises();
      assertThat(primary.output()).contains("linear").doesNotContain("probabilities@");
      assertThat(secondary.output()).contains("probabilities@");
      assertThat(review.output()).doesNotContain("model:");
    }
  }

  @Test
  void shouldRefuseToStartAndTellEverythingThatIsWrong() throws IOException {
    String prefix = surroundings.newTopics("it", PARTITIONS);
    Files.writeString(folder.resolve("broken.yaml"), "format: backstop-policy/1\nladder: []\n");
    String config =
        "models: [%s, %s]\npolicies: [broken.yaml]\n"
            .formatted(ProcessorSetup.model("bad-digest"), ProcessorSetup.model("writes-file"));

    try (ProcessorProcess processor =
        ProcessorSetup.of(surroundings, prefix + "nowhere.", folder, config)
            .with("BACKSTOP_REGISTRY_URL", "http://127.0.0.1:1")
            .start()) {
      assertThat(processor.awaitEnd()).isEqualTo(2);
      assertThat(processor.output())
          .contains(
              "sha256",
              "torch.save",
              "broken.yaml",
              "'owner' is missing",
              "the schema registry at http://127.0.0.1:1 does not answer")
          .contains("topics create");
    }
  }

  /** Kafka Streams takes a store without an offset for one that a crash has left. */
  @Test
  void shouldComeBackToStoresThatNothingWasWrittenTo() throws IOException {
    String prefix = surroundings.newTopics("it", PARTITIONS);
    try (Client client = new Client(surroundings, prefix)) {
      try (ProcessorProcess first = processor(prefix, "all", Map.of()).awaitReady()) {
        client.send(request("before", 9));
        client.readUntil("a decision", PATIENCE, () -> client.terminal().size() == 1);
        assertThat(first.output()).doesNotContain("corrupted");
      }
      try (ProcessorProcess second = processor(prefix, "all", Map.of()).awaitReady()) {
        client.send(request("after", 9));
        client.readUntil("another decision", PATIENCE, () -> client.terminal().size() == 2);
        assertThat(second.output()).doesNotContain("corrupted", "did not find checkpoint");
      }
    }
  }

  @Test
  void shouldShipNoBroker() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of("target/backstop/lib"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .anyMatch(jar -> jar.startsWith("kafka-streams-"))
          .noneMatch(
              jar ->
                  jar.startsWith("kafka_2.13")
                      || jar.startsWith("scala-library")
                      || jar.startsWith("backstop-sandbox"));
    }
  }

  private ReviewTask task(Client client, String requestId) {
    return client.records(ReviewTask.class).stream()
        .filter(task -> task.getRequestId().equals(requestId))
        .findFirst()
        .orElseThrow();
  }

  private ProcessorProcess processor(String prefix, String role, Map<String, String> more)
      throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    String config =
        "models: [%s, %s]\npolicies: [policy.yaml]\n"
            .formatted(ProcessorSetup.model("linear"), ProcessorSetup.model("probabilities"));
    return ProcessorSetup.of(surroundings, prefix, folder, config)
        .with("BACKSTOP_ROLE", role)
        .with("BACKSTOP_REVIEW_TICK", "200ms")
        .with(more)
        .start();
  }

  private static PredictionRequest request(String id, Object x0) {
    return request(id, x0, null);
  }

  private static PredictionRequest request(String id, Object x0, Instant deadline) {
    Map<String, Object> features = new HashMap<>();
    features.put("x1", 0.0);
    if (x0 != null) {
      features.put("x0", ((Number) x0).doubleValue());
    }
    return PredictionRequest.newBuilder()
        .setRequestId(id)
        .setDomain("it")
        .setFeatures(features)
        .setRequestedAt(Instant.now())
        .setDeadline(deadline)
        .build();
  }
}
