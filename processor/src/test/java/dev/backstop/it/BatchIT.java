package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backstop.telemetry.Meter;
import dev.backstop.v1.PredictionRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scoring ahead while a real consumer group changes: threads die, instances come, state is lost.
 * Every request is answered once, and the answers were got in batches before and after.
 */
class BatchIT {

  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

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

  @ParameterizedTest
  @ValueSource(strings = {"classic", "streams"})
  void shouldScoreAheadAgainAfterAThreadDied(String protocol) {
    String prefix = surroundings.newTopics("batch", PARTITIONS);
    try (Client client = new Client(surroundings, prefix);
        InProcess one = instance(prefix, protocol, "a")) {
      client.sendAtOnce(requests("before", 300));
      client.readUntil("the first answers", PATIENCE, () -> client.terminal().size() == 300);
      double before = one.count(Meter.BATCH_MEMO, "result", "HIT");

      one.killThread();
      client.sendAtOnce(requests("after", 300));
      client.readUntil("every answer", PATIENCE, () -> client.terminal().size() == 600);
      client.readFor(Duration.ofSeconds(1));

      client.checkPromises();
      assertThat(one.deaths()).isEqualTo(1);
      assertThat(before).isEqualTo(300);
      assertThat(one.count(Meter.BATCH_MEMO, "result", "HIT")).isGreaterThanOrEqualTo(600);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "streams"})
  void shouldScoreAheadOnBothSidesOfARebalance(String protocol) {
    String prefix = surroundings.newTopics("batch", PARTITIONS);
    try (Client client = new Client(surroundings, prefix);
        InProcess one = instance(prefix, protocol, "a")) {
      client.sendAtOnce(requests("before", 300));
      client.readUntil("some answers", PATIENCE, () -> client.terminal().size() >= 100);

      try (InProcess other = instance(prefix, protocol, "b")) {
        await("the second instance has a part")
            .atMost(PATIENCE)
            .until(() -> other.activeTasks() > 0 && one.activeTasks() > 0);
        client.sendAtOnce(requests("after", 300));
        client.readUntil("every answer", PATIENCE, () -> client.terminal().size() == 600);
        client.readFor(Duration.ofSeconds(1));

        client.checkPromises();
        assertThat(one.count(Meter.BATCH_MEMO, "result", "HIT")).isGreaterThan(100);
        assertThat(other.count(Meter.BATCH_MEMO, "result", "HIT")).isPositive();
      }
    }
  }

  @Test
  void shouldScoreAheadAfterATaskWasFoundCorrupted() throws Exception {
    String prefix = surroundings.newTopics("batch", PARTITIONS);
    Path kept = folder.resolve("kept");
    try (Client client = new Client(surroundings, prefix)) {
      try (InProcess first = instance(prefix, "classic", "a")) {
        client.sendAtOnce(requests("first", 200));
        client.readUntil("the first answers", PATIENCE, () -> client.terminal().size() == 200);
        assertThat(first.restoredAgain()).isZero();
      }
      copy(folder.resolve("state-a"), kept);
      try (InProcess second = instance(prefix, "classic", "a")) {
        client.sendAtOnce(requests("second", 200));
        client.readUntil("more answers", PATIENCE, () -> client.terminal().size() == 400);
        assertThat(second.restoredAgain()).isZero();
      }
      // The old state says it has the changelog up to a place that is no more.
      Utils.delete(folder.resolve("state-a").toFile());
      copy(kept, folder.resolve("state-a"));
      forgetChangelog(prefix);

      try (InProcess third = instance(prefix, "classic", "a")) {
        client.sendAtOnce(requests("third", 200));
        client.readUntil("every answer", PATIENCE, () -> client.terminal().size() == 600);
        client.readFor(Duration.ofSeconds(1));

        client.checkPromises();
        assertThat(third.restoredAgain()).as("tasks that began again").isPositive();
        assertThat(third.count(Meter.BATCH_MEMO, "result", "HIT")).isGreaterThanOrEqualTo(200);
      }
    }
  }

  private static void forgetChangelog(String prefix) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", surroundings.bootstrapServers()))) {
      String application = InProcess.application(prefix);
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      for (String topic : admin.listTopics().names().get()) {
        if (topic.startsWith(application) && topic.endsWith("seen-changelog")) {
          for (int i = 0; i < PARTITIONS; i++) {
            all.put(new TopicPartition(topic, i), RecordsToDelete.beforeOffset(-1));
          }
        }
      }
      assertThat(all).hasSize(PARTITIONS);
      admin.deleteRecords(all).all().get();
    }
  }

  private static void copy(Path from, Path to) throws Exception {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private InProcess instance(String prefix, String protocol, String name) {
    return InProcess.start(surroundings, prefix, PARTITIONS, protocol, folder, name);
  }

  private static List<PredictionRequest> requests(String name, int count) {
    List<PredictionRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(
          PredictionRequest.newBuilder()
              .setRequestId(name + "-" + i)
              .setDomain("it")
              .setFeatures(Map.of("x", (double) i))
              .setRequestedAt(Instant.now())
              .build());
    }
    return requests;
  }
}
