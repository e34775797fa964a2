package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.Decision;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model that answers in time and, by what people say, wrong; between two real processes, one of
 * which is killed while the model is out.
 */
class QualityIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String PREFIX = "quality.";

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
  void shouldTakeAModelOutThatPeopleFindWrongAndBringItBackWhenTheyFindItRight() throws Exception {
    surroundings.createTopics(PREFIX, 3);
    try (Client client = new Client(surroundings, PREFIX);
        ProcessorProcess a = processor("a").awaitReady();
        ProcessorProcess b = processor("b").awaitReady()) {
      // When: nothing fails, and people say that the primary is wrong
      sendUntil(client, "both open", () -> both(a, b, "\"OPEN\""));
      truth = "yes";

      // Then: both pass it by for that
      client.readUntil("what was sent", PATIENCE, () -> client.terminal().size() == sent);
      int open = sent;
      send(client, 10);
      client.readUntil("all decisions", PATIENCE, () -> client.terminal().size() == sent);
      assertThat(since(client, open)).allSatisfy(QualityIT::assertPassedBy);
      client.readUntil("its first move", PATIENCE, () -> !moves(client).isEmpty());
      assertThat(moves(client)).containsExactly("OPEN");
      assertThat(trips(client)).containsExactly("QUALITY");
      for (ProcessorProcess instance : List.of(a, b)) {
        assertThat(instance.body("/policy")).contains("\"DEGRADED\"");
        assertThat(instance.body("/metrics"))
            .containsPattern(
                "backstop_risk_level\\{level=\"degraded\",model=\"throws-on-negative\",segment=\"none\"\\}"
                    + " 1");
      }

      // One of them is killed, and knows before its first request
      a.kill();
      try (ProcessorProcess again = processor("a").awaitReady()) {
        assertThat(again.body("/policy")).contains("\"OPEN\"", "\"DEGRADED\"");

        // It answers beside the others, people find it right, and it is asked again
        sendUntil(client, "it to be closed", () -> both(again, b, "\"CLOSED\""));
        client.readUntil("its last move", PATIENCE, () -> moves(client).contains("CLOSED"));
        assertThat(moves(client)).containsExactly("OPEN", "SHADOW", "RAMP", "RAMP", "CLOSED");
        assertThat(trips(client)).containsOnly("QUALITY");
        client.readUntil("what was sent", PATIENCE, () -> client.terminal().size() == sent);
        int closed = sent;
        send(client, 10);
        client.readUntil("all decisions", PATIENCE, () -> client.terminal().size() == sent);
        assertThat(since(client, closed))
            .allSatisfy(decision -> assertThat(decision.getTier()).isEqualTo("primary"));
        client.checkPromises();
      }
    }
  }

  private static void assertPassedBy(Decision decision) {
    assertThat(decision.getTier()).isEqualTo("secondary");
    assertThat(decision.getReason()).isEqualTo(Reason.BREAKER_OPEN);
    assertThat(decision.getAttempts().get(0).getDetail()).contains("answers that were judged");
  }

  private static boolean both(ProcessorProcess a, ProcessorProcess b, String state) {
    return Stream.of(a, b)
        .allMatch(
            instance -> {
              String body = instance.body("/policy");
              int from = body.indexOf("\"breakers\"");
              return from >= 0 && body.indexOf(state, from) >= 0;
            });
  }

  private static List<String> moves(Client client) {
    return details(client, "to");
  }

  private static List<String> trips(Client client) {
    return details(client, "trip");
  }

  private static List<String> details(Client client, String name) {
    return client.records(AuditEvent.class).stream()
        .filter(event -> event.getKind() == AuditKind.BREAKER_MOVED)
        .sorted((one, other) -> one.getAt().compareTo(other.getAt()))
        .map(event -> event.getDetails().get(name))
        .toList();
  }

  private static List<Decision> since(Client client, int from) {
    return client.terminal().entrySet().stream()
        .filter(one -> Integer.parseInt(one.getKey().substring(2)) >= from)
        .map(Map.Entry::getValue)
        .toList();
  }

  private void sendUntil(Client client, String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time for " + what).isLessThan(deadline);
      send(client, 2);
      answer(client);
    }
  }

  private void send(Client client, int number) {
    for (int i = 0; i < number; i++) {
      client.send(
          PredictionRequest.newBuilder()
              .setRequestId("r-" + sent++)
              .setDomain("it")
              .setFeatures(Map.of("x0", 9.0, "x1", 0.0))
              .setRequestedAt(Instant.now())
              .build());
      client.readFor(Duration.ofMillis(20));
    }
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

  private ProcessorProcess processor(String instance) throws IOException {
    Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    String config =
        "models: [%s, %s]\npolicies: [%s]\n"
            .formatted(
                ProcessorSetup.model("throws-on-negative"), ProcessorSetup.model("linear"), policy);
    return ProcessorSetup.of(surroundings, PREFIX, folder, config).named(instance).start();
  }
}
