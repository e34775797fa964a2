package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.Decision;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that fails and is well again, between two real processes, one of which is killed. */
class BreakerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String PREFIX = "breaker.";

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
  void shouldOpenOnBothStayOpenThroughAKillAndComeBackOnEvidence() throws Exception {
    surroundings.createTopics(PREFIX, 3);
    try (Client client = new Client(surroundings, PREFIX);
        ProcessorProcess a = processor("a").awaitReady();
        ProcessorProcess b = processor("b").awaitReady()) {
      send(client, WELL, 20);
      client.readUntil("the first decisions", PATIENCE, () -> client.terminal().size() == sent);
      assertThat(client.terminal().values())
          .allSatisfy(decision -> assertThat(decision.getTier()).isEqualTo("primary"));

      // The primary fails: both pass it by, within seconds
      long failing = System.nanoTime();
      sendUntil(client, FAILING, "both open", () -> both(a, b, "\"OPEN\""));
      Instant openOnBoth = Instant.now();
      System.out.printf(
          "the breaker was open on both %d ms after the first failure%n",
          Duration.ofNanos(System.nanoTime() - failing).toMillis());
      client.readUntil("what was sent", PATIENCE, () -> client.terminal().size() == sent);
      client.readUntil("the move", PATIENCE, () -> !moves(client).isEmpty());
      OneTruth.assertInTime("the breaker was open on both", movedAt(client), openOnBoth);
      int open = sent;
      send(client, WELL, 20);
      client.readUntil("all decisions", PATIENCE, () -> client.terminal().size() == sent);
      assertThat(since(client, open)).allSatisfy(BreakerIT::assertPassedBy);

      // One of them is killed, and knows before its first request
      a.kill();
      send(client, WELL, 20);
      try (ProcessorProcess again = processor("a").awaitReady()) {
        assertThat(again.body("/policy")).contains("\"throws-on-negative\"", "\"OPEN\"");
        send(client, WELL, 20);
        client.readUntil("all decisions", PATIENCE, () -> client.terminal().size() == sent);
        assertThat(since(client, open)).allSatisfy(BreakerIT::assertPassedBy);
        assertThat(moves(client)).containsExactly("OPEN");

        // It is well again, and is asked besides, then by some, then by all
        sendUntil(client, WELL, "it to be closed", () -> both(again, b, "\"CLOSED\""));
        assertThat(moves(client)).containsExactly("OPEN", "SHADOW", "RAMP", "RAMP", "CLOSED");
        int closed = sent;
        send(client, WELL, 20);
        client.readUntil("all decisions", PATIENCE, () -> client.terminal().size() == sent);
        assertThat(since(client, closed))
            .allSatisfy(decision -> assertThat(decision.getTier()).isEqualTo("primary"));
        client.checkPromises();
        OneTruth.assertNoneFailed(client, since(client, open));
        for (ProcessorProcess instance : List.of(again, b)) {
          assertThat(instance.body("/metrics"))
              .containsPattern(
                  "backstop_breaker_state\\{model=\"throws-on-negative\",segment=\"none\",state=\"closed\"\\}"
                      + " 1");
        }
      }
    }
  }

  private static void assertPassedBy(Decision decision) {
    assertThat(decision.getTier()).isEqualTo("secondary");
    assertThat(decision.getReason()).isEqualTo(Reason.BREAKER_OPEN);
    assertThat(decision.getAttempts().get(0).getModel()).isNull();
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
    return client.records(AuditEvent.class).stream()
        .filter(event -> event.getKind() == AuditKind.BREAKER_MOVED)
        .sorted((one, other) -> one.getAt().compareTo(other.getAt()))
        .map(event -> event.getDetails().get("to"))
        .toList();
  }

  /** When its owner wrote that it had opened. */
  private static Instant movedAt(Client client) {
    return client.records(AuditEvent.class).stream()
        .filter(event -> event.getKind() == AuditKind.BREAKER_MOVED)
        .filter(event -> event.getDetails().get("to").equals("OPEN"))
        .map(AuditEvent::getAt)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static List<Decision> since(Client client, int from) {
    return client.terminal().entrySet().stream()
        .filter(one -> Integer.parseInt(one.getKey().substring(2)) >= from)
        .map(Map.Entry::getValue)
        .toList();
  }

  private void sendUntil(Client client, double x0, String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time for " + what).isLessThan(deadline);
      send(client, x0, 2);
    }
  }

  private void send(Client client, double x0, int number) {
    for (int i = 0; i < number; i++) {
      client.send(
          PredictionRequest.newBuilder()
              .setRequestId("r-" + sent++)
              .setDomain("it")
              .setFeatures(Map.of("x0", x0, "x1", 0.0))
              .setRequestedAt(Instant.now())
              .build());
      client.readFor(Duration.ofMillis(20));
    }
  }

  private ProcessorProcess processor(String instance) throws IOException {
    Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Path models = Path.of("src/test/resources/models").toAbsolutePath();
    Path config =
        Files.writeString(
            folder.resolve(instance + ".yaml"),
            "models: ["
                + models.resolve("throws-on-negative")
                + ", "
                + models.resolve("linear")
                + "]\npolicies: ["
                + policy
                + "]\n");
    Map<String, String> environment = new HashMap<>();
    environment.put("BACKSTOP_APPLICATION_ID", PREFIX.replace(".", ""));
    environment.put("BACKSTOP_TOPICS_PREFIX", PREFIX);
    environment.put("BACKSTOP_REGISTRY_URL", surroundings.registryUrl());
    environment.put("BACKSTOP_REGISTRY_AUTO_REGISTER", "true");
    environment.put("BACKSTOP_KAFKA_BOOTSTRAP_SERVERS", surroundings.bootstrapServers());
    environment.put("BACKSTOP_INSTANCE_ID", instance);
    environment.put("BACKSTOP_STATE_DIR", folder.resolve("state-" + instance).toString());
    environment.put("BACKSTOP_MANAGEMENT_PORT", "0");
    return ProcessorProcess.start(config, folder, environment);
  }
}
