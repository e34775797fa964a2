package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.backstop.model.pack.Packages;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.Decision;
import dev.backstop.v1.PredictionRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of a model that are exchanged while real processes work. */
class ModelSwapIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PREFIX = "swap.";

  /** Each version of the policy asks that version of the model, in both parts. */
  private static final String POLICY =
      """
      format: backstop-policy/1
      name: it
      version: VERSION
      domain: it
      owner: tests
      deadline: 10m
      ladder:
        - {tier: primary, kind: model, model: linear@VERSION, threshold: 0.999, budget: 1s}
        - {tier: secondary, kind: model, model: linear@VERSION, threshold: 0.60, budget: 1s}
        - {tier: default, kind: default, label: "no"}
      """;

  private static Surroundings surroundings;

  @TempDir Path folder;

  private int sent;

  @BeforeAll
  static void start() {
    surroundings = Surroundings.start();
    surroundings.createTopics(PREFIX, 3);
  }

  @AfterAll
  static void stop() {
    surroundings.close();
  }

  @Test
  void shouldExchangeAModelWithItsPolicyUnderLoadAndRefuseADamagedOne() throws Exception {
    push("1.0.0", text -> text);
    push("2.0.0", ModelSwapIT::surer);
    push("3.0.0", text -> text);
    Files.writeString(folder.resolve("repository/linear/3.0.0/model.pt"), "not what was pushed");
    for (String version : List.of("1.0.0", "2.0.0", "3.0.0")) {
      Path file = folder.resolve("policy-" + version + ".yaml");
      Files.writeString(file, POLICY.replace("VERSION", version));
      run("policy", "push", file.toString(), "--author", "ada");
    }
    // In force before the instances start: they are ready when its models are loaded. One of them
    // has it as a file besides.
    backstop(0, 1, activate("1.0.0", "1"));
    try (Client client = new Client(surroundings, PREFIX);
        ProcessorProcess a =
            processor("a", "policies: [" + folder.resolve("policy-1.0.0.yaml") + "]\n")
                .awaitReady();
        ProcessorProcess b = processor("b", "").awaitReady()) {

      until(client, "1.0.0");
      during(client, 0, activate("2.0.0", "60"));
      until(client, "2.0.0");
      String refused = during(client, 1, activate("3.0.0", "60"));
      during(client, 0, activate("1.0.0", "60"));
      until(client, "1.0.0");
      client.readUntil("all decisions", PATIENCE, () -> client.terminal().size() == sent);

      assertThat(refused)
          .contains("a: the policy was refused", "b: the policy was refused")
          .contains("file 'model.pt' has 19 bytes");
      assertThat(client.terminal().values()).allSatisfy(ModelSwapIT::assertOfOneVersion);
      assertThat(client.terminal().values())
          .extracting(decision -> decision.getPolicy().getVersion())
          .contains("1.0.0", "2.0.0");
      assertThat(client.records(AuditEvent.class))
          .filteredOn(event -> event.getKind() == AuditKind.POLICY_REFUSED)
          .hasSize(2)
          .allSatisfy(event -> assertThat(event.getDetails()).containsEntry("version", "3.0.0"));
      client.checkPromises();
      assertThat(a.body("/metrics")).contains("backstop_policies_waiting 0.0");
      assertThat(b.body("/health/ready")).contains("linear@1.0.0", "linear@2.0.0");
      assertThat(a.output() + b.output()).contains("cause=models");
    }
  }

  /** Half the temperature: the same labels, with twice the logits. */
  private static String surer(String document) {
    return document
        .replace("version: 1.0.0", "version: 2.0.0")
        .replace("labels: ['no', 'yes']", "labels: ['no', 'yes']\n  temperature: 0.5")
        .replace("{'no': 0.182426, 'yes': 0.817574}", "{'no': 0.047426, 'yes': 0.952574}")
        .replace("{'no': 0.851953, 'yes': 0.148047}", "{'no': 0.970688, 'yes': 0.029312}");
  }

  /** The request's logit is 1.5: what the model says of it tells which version answered. */
  private static void assertOfOneVersion(Decision decision) {
    String version = decision.getPolicy().getVersion();
    double confidence = version.equals("1.0.0") ? 0.817574 : 0.952574;
    assertThat(decision.getTier()).isEqualTo("secondary");
    assertThat(decision.getDegraded()).isFalse();
    assertThat(decision.getAttempts())
        .hasSize(2)
        .allSatisfy(
            attempt -> {
              assertThat(attempt.getModel().getVersion()).isEqualTo(version);
              assertThat(attempt.getConfidence()).isCloseTo(confidence, offset(1e-4));
            });
  }

  private void until(Client client, String version) {
    int from = sent;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (client.terminal().entrySet().stream()
        .filter(decision -> Integer.parseInt(decision.getKey().substring(2)) >= from)
        .noneMatch(decision -> decision.getValue().getPolicy().getVersion().equals(version))) {
      assertThat(System.nanoTime()).as("a decision under " + version).isLessThan(deadline);
      send(client);
    }
  }

  /** Sends while a command runs, and gives what it printed. */
  private String during(Client client, int exit, List<String> command) throws Exception {
    Process process = process(command);
    while (process.isAlive()) {
      send(client);
    }
    String output = Command.output(process);
    assertThat(process.waitFor()).as(output).isEqualTo(exit);
    return output;
  }

  private void send(Client client) {
    client.send(
        PredictionRequest.newBuilder()
            .setRequestId("r-" + sent++)
            .setDomain("it")
            .setFeatures(Map.of("x0", 1.0, "x1", 0.5))
            .setRequestedAt(Instant.now())
            .build());
    client.readFor(Duration.ofMillis(5));
  }

  private static List<String> activate(String version, String seconds) {
    return List.of(
        "policy", "activate", "it", version, "--by", "olga", "--why", "a test", "--wait", seconds);
  }

  private void push(String version, UnaryOperator<String> change) throws Exception {
    Path copy = Files.createDirectory(folder.resolve("linear-" + version));
    Packages.withDocument(
        Packages.fixture("linear"),
        copy,
        text -> change.apply(text).replace("version: 1.0.0", "version: " + version));
    String pushed =
        run("model", "push", copy.toString(), "--by", "ada", "--repository", repository());
    assertThat(pushed).contains("a policy names it as linear@" + version);
  }

  private String run(String... command) throws Exception {
    return backstop(0, 0, List.of(command));
  }

  private String backstop(int least, int most, List<String> command) throws Exception {
    Process process = process(command);
    String output = Command.output(process);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isBetween(least, most);
    return output;
  }

  private Process process(List<String> command) throws IOException {
    return Command.start(surroundings.environment(PREFIX), command);
  }

  private ProcessorProcess processor(String instance, String more) {
    String config = "models.repository: " + repository() + "\n" + more;
    return ProcessorSetup.of(surroundings, PREFIX, folder, config).named(instance).start();
  }

  private String repository() {
    return folder.resolve("repository").toString();
  }
}
