package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run of a playbook between two real processes, one of which is killed while it goes on. */
class PlaybookIT {

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
    String prefix = surroundings.newTopics("playbook", 3);
    List<String> told = new CopyOnWriteArrayList<>();
    HttpServer hook = hook(told);
    String policy = POLICY.replace("PORT", Integer.toString(hook.getAddress().getPort()));
    String yaml = ProcessorSetup.yaml(folder, policy, ProcessorSetup.model("linear"));
    try (TwoInstances two = TwoInstances.start(surroundings, prefix, folder, yaml).awaitReady()) {
      Traffic traffic = two.traffic();
      ProcessorProcess b = two.b();
      traffic.send(3);
      traffic.awaitDecisions();
      two.run(
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

      String id = only(two, "WAITING").path("id").asText();
      two.run("playbook", "approve", id, "--who", "olga", "--why", "as agreed");
      only(two, "VERIFYING");
      await()
          .atMost(Traffic.PATIENCE)
          .until(() -> b.body("/policy").contains("playbook:all-to-people"));
      await().atMost(Traffic.PATIENCE).until(() -> !told.isEmpty());
      assertThat(told.get(0)).contains(id, "tier 'primary' is away");

      two.a().kill();
      two.run(
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
      assertThat(only(two, "RESTORED").path("id").asText()).isEqualTo(id);
      await()
          .atMost(Traffic.PATIENCE)
          .until(() -> !b.body("/policy").contains("playbook:all-to-people"));
      traffic.send(3);
      traffic.awaitDecisions();
      assertThat(traffic.since(traffic.sent() - 1).get(0).getTier()).isEqualTo("primary");
      two.client().checkPromises();
      assertThat(two.run("playbook", "show", id))
          .contains("approved by olga", "send everything to people [DONE]", "RESTORED");
      Path config =
          Files.writeString(
              folder.resolve("operator.yaml"),
              "policies: [" + folder.resolve("policy.yaml") + "]\n");
      assertThat(two.run("playbook", "list", "--config", config.toString()))
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
  private static JsonNode only(TwoInstances two, String state) {
    return two.only("state", state, "playbook", "runs", "--json");
  }
}
