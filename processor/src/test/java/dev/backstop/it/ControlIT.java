package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.registry.ControlMapper;
import dev.backstop.registry.Serdes;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.Decision;
import dev.backstop.v1.Reason;
import dev.backstop.v1.ReviewTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators' switches while real processes work. */
class ControlIT {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: it
      version: 1.0.0
      domain: it
      owner: tests
      deadline: 10m
      ladder:
        - {tier: primary, kind: model, model: linear, threshold: 0.70, budget: 1s}
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 10m}
        - {tier: default, kind: default, label: "no"}
      """;

  private static Surroundings surroundings;

  @TempDir private Path folder;

  private String prefix = "";

  @BeforeAll
  static void start() {
    surroundings = Surroundings.start();
  }

  @AfterAll
  static void stop() {
    surroundings.close();
  }

  @Test
  void shouldStopEveryInstanceUnderLoadAndGoBackByItself() throws Exception {
    prefix = surroundings.newTopics("control", 3);
    try (TwoInstances two = two("")) {
      Client client = two.client();
      Traffic traffic = two.traffic();
      ProcessorProcess a = two.a();
      ProcessorProcess b = two.b();
      assertThat(a.output()).contains("signatures of controls are not asked for");
      traffic.sendUntil("some decisions", () -> client.terminal().size() > 20);

      Instant now = Instant.now();
      Control stop =
          Control.of("it", new Switch.Stop(), "olga", "a fire", now, now.plusSeconds(12));
      Instant written = publish(stop);
      awaitTold(two, AuditKind.CONTROL_SET);
      int stopped = traffic.sent();
      assertInTime(two, AuditKind.CONTROL_SET, written);
      // A machine that is busy with other tests may have taken long over the load.
      int quiet = stopped;
      while (traffic.sent() < stopped + 100 && Instant.now().isBefore(now.plusSeconds(9))) {
        traffic.send(1);
        quiet = traffic.sent();
      }
      assertThat(quiet).isGreaterThan(stopped);
      assertThat(a.body("/policy")).contains(stop.id(), "PASSED_BY", "a fire", "olga");
      assertThat(b.body("/metrics")).contains("backstop_controls_active 1.0");
      String status = run("status", "--url", a.url(), "--url", b.url());
      assertThat(status)
          .contains("it@1.0.0", "passed by", "everything goes to people", "olga", "a fire")
          .contains("stop@it");

      awaitTold(two, AuditKind.CONTROL_EXPIRED);
      int back = traffic.sent();
      traffic.sendUntil("a decision after that", () -> !traffic.since(back).isEmpty());
      answerAll(client);
      traffic.awaitDecisions();

      for (Map.Entry<String, Decision> decided : client.terminal().entrySet()) {
        int number = Traffic.number(decided.getKey());
        Decision decision = decided.getValue();
        assertThat(decision.getDegraded()).isFalse();
        if (number >= stopped && number < quiet) {
          assertThat(decision.getTier()).isEqualTo("human");
        }
        if (number >= back) {
          assertThat(decision.getTier()).isEqualTo("primary");
        }
        Attempt first = decision.getAttempts().get(0);
        boolean forced = decision.getTier().equals("human");
        assertThat(first.getReason()).isEqualTo(forced ? Reason.POLICY_FORCED : null);
        assertThat(first.getControl()).isEqualTo(forced ? stop.id() : null);
      }
      client.checkPromises();
      OneTruth.assertNoneFailed(client, client.terminal().values());
      assertThat(a.body("/policy")).doesNotContain(stop.id());
      String explained = run("explain", "r-" + stopped);
      assertThat(explained)
          .contains("operator olga set that everything goes to people")
          .contains("because: a fire; control " + stop.id());
    }
  }

  @Test
  void shouldLetNobodyStopAnInstanceWhomThePolicyDoesNotName() throws Exception {
    prefix = surroundings.newTopics("operators", 3);
    try (TwoInstances two = two("people: {operators: [ben]}\n")) {
      ProcessorProcess a = two.a();
      ProcessorProcess b = two.b();
      Instant now = Instant.now();
      publish(Control.of("it", new Switch.Stop(), "olga", "a fire", now, now.plusSeconds(600)));
      awaitTold(two, AuditKind.CONTROL_REFUSED);
      assertThat(a.body("/policy")).contains("refusedControls", "'olga' may not set controls");
      assertThat(b.body("/metrics")).contains("backstop_controls_active 0.0");

      publish(Control.of("it", new Switch.Stop(), "ben", "a fire", now, now.plusSeconds(600)));
      awaitTold(two, AuditKind.CONTROL_SET);

      assertThat(a.body("/metrics")).contains("backstop_controls_active 1.0");
      assertThat(b.body("/metrics")).contains("backstop_controls_active 1.0");
    }
  }

  @Test
  void shouldSetAndTakeBackASwitchByTheCommandAndRefuseWhatIsNotSigned() throws Exception {
    prefix = surroundings.newTopics("control", 3);
    run("policy", "keygen", "olga", "--out", folder.toString());
    run("policy", "keygen", "ben", "--out", folder.toString());
    String keys =
        "policies.trusted.keys: ["
            + folder.resolve("olga.pub.pem")
            + ", "
            + folder.resolve("ben.pub.pem")
            + "]\n";
    publishPolicy();
    try (Client client = new Client(surroundings, prefix);
        ProcessorProcess a = signing(keys).awaitReady()) {
      Traffic traffic = new Traffic(client);
      List<String> off = List.of("control", "set", "off", "--domain", "it", "--tier", "primary");
      List<String> who = List.of("--who", "olga", "--why", "it drifts", "--for", "10m");
      String refused = run(1, all(off, who));
      assertThat(refused).contains("a: the control was refused", "'olga' has not signed it");
      assertThat(a.body("/health/ready")).contains("refused control tier/primary@it");

      String typo =
          run(
              2,
              all(
                  List.of("control", "set", "off", "--domain", "it", "--tier", "primry"),
                  all(who, List.of("--key", key("olga")))));
      assertThat(typo).contains("has a tier 'primry'", "nothing was published");

      String taken = run(0, all(off, all(who, List.of("--key", key("olga")))));
      assertThat(taken).contains("tier 'primary' is switched off", "a: works by it");
      traffic.send(1);
      client.readUntil(
          "the task", Traffic.PATIENCE, () -> !client.records(ReviewTask.class).isEmpty());
      assertThat(run(0, List.of("control", "list")))
          .contains("tier/primary@it", "in force", "olga");

      run(
          0,
          List.of(
              "control",
              "clear",
              "off",
              "--domain",
              "it",
              "--tier",
              "primary",
              "--who",
              "ben",
              "--why",
              "mended",
              "--key",
              key("ben")));
      traffic.send(1);
      client.readUntil(
          "the decision", Traffic.PATIENCE, () -> client.terminal().containsKey("r-1"));
      assertThat(client.terminal().get("r-1").getTier()).isEqualTo("primary");
      answerAll(client);
      traffic.awaitDecisions();
      client.checkPromises();
    }
  }

  private void publishPolicy() throws Exception {
    Path file = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    run("policy", "push", file.toString(), "--author", "olga", "--key", key("olga"));
    run("policy", "approve", "it", "1.0.0", "--approver", "ben", "--key", key("ben"));
    run(
        1,
        List.of(
            "policy",
            "activate",
            "it",
            "1.0.0",
            "--by",
            "olga",
            "--why",
            "the beginning",
            "--key",
            key("olga"),
            "--wait",
            "0"));
  }

  /** Sends until both have told of it. */
  private static void awaitTold(TwoInstances two, AuditKind kind) {
    two.traffic().sendUntil(kind + " on both", () -> two.told(kind).size() == 2);
  }

  private static void answerAll(Client client) {
    client.readFor(Duration.ofSeconds(2));
    client.records(ReviewTask.class).forEach(task -> client.answer(task, "yes"));
  }

  private static void assertInTime(TwoInstances two, AuditKind kind, Instant written) {
    assertThat(two.told(kind))
        .extracting(event -> event.getDetails().get("instance"))
        .containsExactlyInAnyOrder("a", "b");
    for (AuditEvent event : two.told(kind)) {
      OneTruth.assertInTime(
          kind + " on instance " + event.getDetails().get("instance"), written, event.getAt());
    }
  }

  /** Publishes it, and says when that was. */
  private Instant publish(Control control) {
    String topic = Topic.CONTROLS.with(prefix);
    try (WireCodec codec =
            Serdes.codecs(Serdes.apicurio(surroundings.registryUrl(), true)).create();
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", surroundings.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
      byte[] value = codec.encode(topic, ControlMapper.toAvro(control, null));
      // It has to know the cluster first, which is not part of what is measured.
      producer.partitionsFor(topic);
      Instant written = Instant.now();
      producer.send(new ProducerRecord<>(topic, control.key(), value)).get();
      return written;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the send failed", e);
    }
  }

  private static List<String> all(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  private String run(String... command) throws IOException, InterruptedException {
    return run(0, List.of(command));
  }

  private String run(int exit, List<String> command) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(surroundings.environment(prefix));
    if (Files.exists(folder.resolve("a.yaml")) && command.get(0).equals("status")) {
      environment.put("BACKSTOP_CONFIG", folder.resolve("a.yaml").toString());
    }
    return Command.run(exit, environment, command);
  }

  private TwoInstances two(String inPolicy) {
    String yaml = ProcessorSetup.yaml(folder, POLICY + inPolicy, ProcessorSetup.model("linear"));
    return TwoInstances.start(surroundings, prefix, folder, yaml).awaitReady();
  }

  private ProcessorProcess signing(String keys) {
    String config = "models: [" + ProcessorSetup.model("linear") + "]\n" + keys;
    return ProcessorSetup.of(surroundings, prefix, folder, config).named("a").start();
  }

  private String key(String name) {
    return folder.resolve(name + ".key.pem").toString();
  }
}
