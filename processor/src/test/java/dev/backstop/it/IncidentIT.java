package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backstop.v1.DegradationLevel;
import dev.backstop.v1.PredictionRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One incident between two real processes, one of which is killed while it is open. */
class IncidentIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A value that can be found again wherever it were written. */
  private static final double X = 7.0625;

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: it
      version: 1.0.0
      domain: it
      owner: tests
      deadline: 10m
      ladder:
        - {tier: primary, kind: model, model: linear, threshold: 0.60, budget: 1s}
        - {tier: default, kind: default, label: "no"}
      """;

  private static Surroundings surroundings;

  @TempDir private Path folder;

  private String prefix = "";
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
  void shouldBeOneIncidentWhoeverWritesItAndEndInABundle() throws Exception {
    prefix = surroundings.newTopics("incident", 3);
    try (Client client = new Client(surroundings, prefix);
        ProcessorProcess a = processor("a").awaitReady();
        ProcessorProcess b = processor("b").awaitReady()) {
      send(client, 5);
      client.readUntil("the first decisions", PATIENCE, () -> client.terminal().size() == sent);
      run(
          "control",
          "set",
          "stop",
          "--domain",
          "it",
          "--who",
          "olga",
          "--why",
          "a fire",
          "--for",
          "1h");
      for (ProcessorProcess instance : List.of(a, b)) {
        await().atMost(PATIENCE).until(() -> level(instance).equals("FULL_ESCALATION"));
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    instance
                        .body("/metrics")
                        .contains("backstop_degradation_level{domain=\"it\"} 3"));
      }
      send(client, 5);
      client.readUntil("all decisions", PATIENCE, () -> client.terminal().size() == sent);
      assertThat(client.terminal().values())
          .extracting(decision -> decision.getDegradationLevel())
          .containsOnly(DegradationLevel.NORMAL, DegradationLevel.FULL_ESCALATION);
      JsonNode open = only("FULL_ESCALATION");
      String id = open.path("id").asText();
      assertThat(open.path("closedAt").isNull()).isTrue();
      assertThat(sum("backstop_incidents_open ", a, b)).isEqualTo(1);

      // Whoever wrote it, one of the two is killed and the other goes on with it
      a.kill();
      run("control", "clear", "stop", "--domain", "it", "--who", "olga", "--why", "it is out");
      JsonNode settled = only("NORMAL");
      assertThat(settled.path("id").asText()).isEqualTo(id);
      assertThat(settled.path("recoveredAt").isNull()).isFalse();
      assertThat(sum("backstop_incidents_open ", b)).isEqualTo(1);
      assertThat(run("incident", "show", id))
          .contains("everything goes to people", "a fire", "(by olga)", "settling");
      send(client, 5);
      client.readUntil("all decisions", PATIENCE, () -> client.terminal().size() == sent);
      client.checkPromises();

      Path bundle = folder.resolve("bundle");
      run("incident", "bundle", id, "--out", bundle.toString(), "--samples", "4");
      assertBundle(bundle, id);
    }
  }

  @Test
  void shouldAddUpTheDeadLettersOfAllInstancesToOneIncident() throws Exception {
    prefix = surroundings.newTopics("alarm", 3);
    try (Client client = new Client(surroundings, prefix);
        ProcessorProcess a = processor("a").awaitReady();
        ProcessorProcess b = processor("b").awaitReady()) {
      send(client, 5);
      client.readUntil("the first decisions", PATIENCE, () -> client.terminal().size() == sent);

      // On all partitions, which two instances share
      for (int i = 0; i < 15; i++) {
        client.sendGarbage("garbage-" + i, new byte[] {9, 9});
      }
      JsonNode open = only("NORMAL");

      assertThat(open.path("factors")).hasSize(1);
      assertThat(open.path("factors").path(0).path("kind").asText()).isEqualTo("DEAD_LETTERS");
      assertThat(run("incident", "show", open.path("id").asText()))
          .contains("dead letters came of", "requests in five minutes");
      assertThat(sum("backstop_incidents_open ", a, b)).isEqualTo(1);
    }
  }

  private void assertBundle(Path bundle, String id) throws Exception {
    assertThat(bundle.resolve("README.md"))
        .content()
        .contains(id, "What is missing", "--prometheus");
    assertThat(bundle.resolve("timeline.md")).content().contains("CONTROL\\_SET", "a fire", "olga");
    assertThat(bundle.resolve("postmortem.md"))
        .content()
        .contains("FULL\\_ESCALATION", "What we will change");
    assertThat(bundle.resolve("decisions.md"))
        .content()
        .contains("FINAL at default after POLICY\\_FORCED, degraded", "| x0 | v-");
    try (Stream<Path> files = Files.walk(bundle)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain(Double.toString(X));
      }
    }
  }

  /** The only incident, once it is at that level. */
  private JsonNode only(String level) throws Exception {
    JsonNode[] found = new JsonNode[1];
    await("an incident at " + level)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              Process process =
                  Command.start(
                      surroundings.environment(prefix), List.of("incident", "list", "--json"));
              String output = Command.output(process);
              if (process.waitFor() != 0) {
                return false;
              }
              JsonNode all = JSON.readTree(output.substring(output.indexOf('[')));
              assertThat(all).as("one incident").hasSize(1);
              found[0] = all.get(0);
              return found[0].path("level").asText().equals(level);
            });
    return found[0];
  }

  private static double sum(String meter, ProcessorProcess... instances) {
    return Stream.of(instances)
        .flatMap(instance -> instance.body("/metrics").lines())
        .filter(line -> line.startsWith(meter))
        .mapToDouble(line -> Double.parseDouble(line.substring(meter.length())))
        .sum();
  }

  private static String level(ProcessorProcess instance) {
    try {
      return JSON.readTree(instance.body("/policy"))
          .path("policies")
          .path(0)
          .path("degradation")
          .path("name")
          .asText();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private String run(String... arguments) throws Exception {
    return Command.run(surroundings.environment(prefix), arguments);
  }

  private void send(Client client, int number) {
    for (int i = 0; i < number; i++) {
      client.send(
          PredictionRequest.newBuilder()
              .setRequestId("r-" + sent++)
              .setDomain("it")
              .setFeatures(Map.of("x0", X, "x1", 0.0))
              .setRequestedAt(Instant.now())
              .build());
    }
  }

  private ProcessorProcess processor(String instance) throws Exception {
    Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    return ProcessorSetup.of(
            surroundings,
            prefix,
            folder,
            "models: [" + ProcessorSetup.model("linear") + "]\npolicies: [" + policy + "]\n")
        .named(instance)
        .start();
  }
}
