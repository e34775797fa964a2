package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backstop.v1.DegradationLevel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One incident between two real processes, one of which is killed while it is open. */
class IncidentIT {

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
    String prefix = surroundings.newTopics("incident", 3);
    String yaml = ProcessorSetup.yaml(folder, POLICY, ProcessorSetup.model("linear"));
    try (TwoInstances two = TwoInstances.start(surroundings, prefix, folder, yaml).awaitReady()) {
      Client client = two.client();
      two.traffic().send(5, X);
      two.traffic().awaitDecisions();
      two.run(
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
      for (ProcessorProcess instance : two.all()) {
        await().atMost(Traffic.PATIENCE).until(() -> level(instance).equals("FULL_ESCALATION"));
        await()
            .atMost(Traffic.PATIENCE)
            .until(
                () ->
                    instance
                        .body("/metrics")
                        .contains("backstop_degradation_level{domain=\"it\"} 3"));
      }
      two.traffic().send(5, X);
      two.traffic().awaitDecisions();
      assertThat(client.terminal().values())
          .extracting(decision -> decision.getDegradationLevel())
          .containsOnly(DegradationLevel.NORMAL, DegradationLevel.FULL_ESCALATION);
      JsonNode open = only(two, "FULL_ESCALATION");
      String id = open.path("id").asText();
      assertThat(open.path("closedAt").isNull()).isTrue();
      assertThat(sum("backstop_incidents_open ", two.a(), two.b())).isEqualTo(1);

      // Whoever wrote it, one of the two is killed and the other goes on with it
      two.a().kill();
      two.run("control", "clear", "stop", "--domain", "it", "--who", "olga", "--why", "it is out");
      JsonNode settled = only(two, "NORMAL");
      assertThat(settled.path("id").asText()).isEqualTo(id);
      assertThat(settled.path("recoveredAt").isNull()).isFalse();
      assertThat(sum("backstop_incidents_open ", two.b())).isEqualTo(1);
      assertThat(two.run("incident", "show", id))
          .contains("everything goes to people", "a fire", "(by olga)", "settling");
      two.traffic().send(5, X);
      two.traffic().awaitDecisions();
      client.checkPromises();

      Path bundle = folder.resolve("bundle");
      two.run("incident", "bundle", id, "--out", bundle.toString(), "--samples", "4");
      assertBundle(bundle, id);
    }
  }

  @Test
  void shouldAddUpTheDeadLettersOfAllInstancesToOneIncident() throws Exception {
    String prefix = surroundings.newTopics("alarm", 3);
    String yaml = ProcessorSetup.yaml(folder, POLICY, ProcessorSetup.model("linear"));
    try (TwoInstances two = TwoInstances.start(surroundings, prefix, folder, yaml).awaitReady()) {
      two.traffic().send(5, X);
      two.traffic().awaitDecisions();

      // On all partitions, which two instances share
      for (int i = 0; i < 15; i++) {
        two.client().sendGarbage("garbage-" + i, new byte[] {9, 9});
      }
      JsonNode open = only(two, "NORMAL");

      assertThat(open.path("factors")).hasSize(1);
      assertThat(open.path("factors").path(0).path("kind").asText()).isEqualTo("DEAD_LETTERS");
      assertThat(two.run("incident", "show", open.path("id").asText()))
          .contains("dead letters came of", "requests in five minutes");
      assertThat(sum("backstop_incidents_open ", two.a(), two.b())).isEqualTo(1);
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
  private static JsonNode only(TwoInstances two, String level) {
    return two.only("level", level, "incident", "list", "--json");
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
}
