package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.domain.Drill;
import dev.backstop.registry.ControlMapper;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.ReviewTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The metrics that alerting rules and dashboards read are those that a running processor gives: by
 * name, label and bucket. The list of them is generated beside the rules.
 */
class MonitoringIT {

  private static final Path MONITORING = Path.of("../topology-docs/monitoring");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PREFIX = "monitoring.";

  /** Sure of itself, and on the audit panel by the policy's coin. */
  private static final String DRAWN = "sure-34";

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: it
      version: 1.0.0
      domain: it
      owner: tests
      deadline: 10m
      ladder:
        - {tier: primary, kind: model, model: throws-on-negative, threshold: 0.95, budget: 1s}
        - {tier: secondary, kind: model, model: probabilities, threshold: 0.70, budget: 1s}
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 1m, finishWithin: 5m}
        - {tier: default, kind: default, label: "no"}
      audit: {rate: 0.02, salt: it, epoch: 1}
      playbooks: [{playbook: nobody-there, when: {tier: human}, actions: [{do: NOTIFY}]}]
      """;

  @TempDir Path folder;

  @Test
  void shouldGiveEveryMetricThatIsWatchedAndNoneThatIsPlanned() throws IOException {
    try (Surroundings surroundings = Surroundings.start()) {
      surroundings.createTopics(PREFIX, 1);
      try (Client client = new Client(surroundings, PREFIX);
          ProcessorProcess processor = processor(surroundings).awaitReady()) {
        goThroughEveryPath(client);
        rehearse(client);
        await()
            .atMost(PATIENCE)
            .until(() -> Scrape.of(processor.body("/metrics")).has("backstop_playbook_runs_total"));

        Scrape scrape = Scrape.of(processor.body("/metrics"));

        assertThat(lines("metrics.txt"))
            .as("what rules and dashboards read")
            .isNotEmpty()
            .allSatisfy(line -> assertThat(scrape.lacks(line)).as(line).isEmpty());
        assertThat(lines("planned.txt"))
            .as("planned metrics that are there already: take them off planned.txt")
            .noneMatch(scrape::has);
      }
    }
  }

  /**
   * Each tier answers, one record is broken, and one makes its model fail twice; so many requests
   * at once are scored in batches.
   */
  private static void goThroughEveryPath(Client client) {
    List<PredictionRequest> sure = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sure.add(request("sure-" + i, 9, null));
    }
    client.sendAtOnce(sure);
    client.send(request("throws", -101, null));
    client.send(request("unsure", 1.2, null));
    client.send(request("person", 0.1, null));
    client.sendGarbage(new byte[] {0, 0, 0, 127, 1, 1});
    client.readUntil(
        "the review, and the questions of the panel",
        PATIENCE,
        () -> task(client, "person").isPresent() && task(client, DRAWN).isPresent());
    client.answer(task(client, "person").orElseThrow(), "yes");
    client.answer(task(client, DRAWN).orElseThrow(), "yes");
    client.send(request("nobody", 0.1, Instant.now().plusSeconds(3)));
    client.readUntil(
        "all decisions, the dead letter and the label",
        PATIENCE,
        () ->
            client.terminal().size() == 204
                && !client.records(DeadLetter.class).isEmpty()
                && !client.records(LabelledExample.class).isEmpty());
    client.checkPromises();
  }

  /** A record that pretends to be a drill's, and a tier that an operator has switched off. */
  private static void rehearse(Client client) {
    client.publish(Topic.REQUESTS, Drill.idOf("none", 0), request(Drill.idOf("none", 0), 9, null));
    Instant now = Instant.now();
    Control off =
        Control.of("it", new Switch.Off("secondary"), "olga", "a test", now, now.plusSeconds(600));
    client.publish(Topic.CONTROLS, off.key(), ControlMapper.toAvro(off, null));
    client.readUntil(
        "the dead letter of the drill",
        PATIENCE,
        () -> client.records(DeadLetter.class).size() == 2);
  }

  private static Optional<ReviewTask> task(Client client, String requestId) {
    return client.records(ReviewTask.class).stream()
        .filter(task -> task.getRequestId().equals(requestId))
        .findFirst();
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(MONITORING.resolve(file)).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private ProcessorProcess processor(Surroundings surroundings) throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    String config =
        "models: [%s, %s]\npolicies: [policy.yaml]\n"
            .formatted(primary(), ProcessorSetup.model("probabilities"));
    return ProcessorSetup.of(surroundings, PREFIX, folder, config)
        .with("BACKSTOP_REVIEW_TICK", "200ms")
        .start();
  }

  /** A model that throws when it is told to, and says what its inputs looked like. */
  private Path primary() throws IOException {
    Path source = ProcessorSetup.model("throws-on-negative");
    Path primary = Files.createDirectories(folder.resolve("models/primary"));
    Files.copy(source.resolve("model.pt"), primary.resolve("model.pt"));
    Files.writeString(
        primary.resolve("model.yaml"),
        Files.readString(source.resolve("model.yaml"))
            + "reference:\n  features:\n  - {feature: x0, edges: [0], counts: [50, 50, 0]}\n");
    return primary;
  }

  private static PredictionRequest request(String id, double x0, Instant deadline) {
    return PredictionRequest.newBuilder()
        .setRequestId(id)
        .setDomain("it")
        .setFeatures(Map.of("x0", x0, "x1", 0.0))
        .setRequestedAt(Instant.now())
        .setDeadline(deadline)
        .build();
  }
}
