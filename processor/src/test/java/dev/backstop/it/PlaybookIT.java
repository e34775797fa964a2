package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.backstop.v1.PredictionRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run of a playbook between two real processes, one of which is killed while it goes on. */
class PlaybookIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

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
      playbooks:
        - playbook: all-to-people
          when: {tier: primary}
          approval: 10m
          actions:
            - {do: STOP}
            - {do: NOTIFY, url: "http://127.0.0.1:PORT/hook"}
          verify: {calm: 2s, within: 10m}
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
  void shouldActWhenItIsApprovedAndTakeItBackWhoeverGoesOnWithIt() throws Exception {
    prefix = surroundings.newTopics("playbook", 3);
    List<String> told = new CopyOnWriteArrayList<>();
    HttpServer hook = hook(told);
    String policy = POLICY.replace("PORT", Integer.toString(hook.getAddress().getPort()));
    try (Client client = new Client(surroundings, prefix);
        ProcessorProcess a = processor("a", policy).awaitReady();
        ProcessorProcess b = processor("b", policy).awaitReady()) {
      send(client, 3);
      client.readUntil("the first decisions", PATIENCE, () -> client.terminal().size() == sent);
      run(
          "control",
          "set",
          "off",
          "--tier",
          "primary",
          "--domain",
          "it",
          "--who",
          "olga",
          "--why",
          "a test",
          "--for",
          "1h");

      String id = only("WAITING").path("id").asText();
      run("playbook", "approve", id, "--who", "olga", "--why", "as agreed");
      only("VERIFYING");
      await().atMost(PATIENCE).until(() -> b.body("/policy").contains("playbook:all-to-people"));
      await().atMost(PATIENCE).until(() -> !told.isEmpty());
      assertThat(told.get(0)).contains(id, "tier 'primary' is away");

      a.kill();
      run(
          "control",
          "clear",
          "off",
          "--tier",
          "primary",
          "--domain",
          "it",
          "--who",
          "olga",
          "--why",
          "well again");
      assertThat(only("RESTORED").path("id").asText()).isEqualTo(id);
      await().atMost(PATIENCE).until(() -> !b.body("/policy").contains("playbook:all-to-people"));
      send(client, 3);
      client.readUntil("all decisions", PATIENCE, () -> client.terminal().size() == sent);
      assertThat(client.terminal().get("r-" + (sent - 1)).getTier()).isEqualTo("primary");
      client.checkPromises();
      assertThat(run("playbook", "show", id))
          .contains("approved by olga", "send everything to people [DONE]", "RESTORED");
      Path config =
          Files.writeString(
              folder.resolve("operator.yaml"),
              "policies: [" + folder.resolve("policy.yaml") + "]\n");
      assertThat(run("playbook", "list", "--config", config.toString()))
          .contains("all-to-people", "send everything to people", "RESTORED " + id);
    } finally {
      hook.stop(0);
    }
  }

  private static HttpServer hook(List<String> told) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** The only run, once it is in that state. */
  private JsonNode only(String state) throws Exception {
    JsonNode[] found = new JsonNode[1];
    await("a run that is " + state)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              Process process =
                  Command.start(
                      surroundings.environment(prefix), List.of("playbook", "runs", "--json"));
              String output = Command.output(process);
              if (process.waitFor() != 0) {
                return false;
              }
              JsonNode all = JSON.readTree(output.substring(output.indexOf('[')));
              assertThat(all).as("one run").hasSize(1);
              found[0] = all.get(0);
              return found[0].path("state").asText().equals(state);
            });
    return found[0];
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
              .setFeatures(Map.of("x0", 9.0, "x1", 0.0))
              .setRequestedAt(Instant.now())
              .build());
    }
  }

  private ProcessorProcess processor(String instance, String policy) throws Exception {
    Path file = Files.writeString(folder.resolve("policy.yaml"), policy);
    return ProcessorSetup.of(
            surroundings,
            prefix,
            folder,
            "models: [" + ProcessorSetup.model("linear") + "]\npolicies: [" + file + "]\n")
        .named(instance)
        .start();
  }
}
