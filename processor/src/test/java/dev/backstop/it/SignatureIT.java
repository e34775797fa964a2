package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyReader;
import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.policy.PolicyKey;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.registry.ControlMapper;
import dev.backstop.registry.PolicyMapper;
import dev.backstop.signing.KeyFiles;
import dev.backstop.signing.Part;
import dev.backstop.signing.Signatures;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Policies that are put in force past the command line, and are not what they must be; and who may
 * sign what playbooks set.
 */
class SignatureIT {

  private static final String GOOD =
      """
      format: backstop-policy/1
      name: it
      version: 1.0.0
      domain: it
      owner: tests
      deadline: 10m
      ladder:
        - {tier: primary, kind: model, model: linear, threshold: 0.70, budget: 1s}
        - {tier: default, kind: default, label: "no"}
      """;

  private static final String PLAYBOOK =
      """
      playbooks:
        - {playbook: to-people, when: {tier: primary}, actions: [{do: STOP}]}
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
  void shouldBeRefusedByEveryInstanceWhereTheyAreUnsignedSelfApprovedOrWronglySigned()
      throws Exception {
    String prefix = surroundings.newTopics("signature", 3);
    for (String name : List.of("ada", "ben", "eve")) {
      Command.run(Map.of(), "policy", "keygen", name, "--out", folder.toString());
    }
    try (TwoInstances two = TwoInstances.start(surroundings, prefix, folder, trusting())) {
      Client client = two.client();
      byte[] good = document("1.0.0");
      PublishedPolicy first =
          activate(
              client,
              good,
              "1.0.0",
              "ada",
              sign("ada", Part.AUTHOR, good),
              "ben",
              approval("ben", good));
      two.awaitReady();
      decide(two, "1.0.0");

      byte[] unsigned = document("2.0.0");
      activate(client, unsigned, "2.0.0", "ada", null, "ben", null);
      assertRefused(two, "2.0.0", "its author 'ada' has not signed it", "'ben' has not signed it");

      byte[] alone = document("3.0.0");
      activate(
          client,
          alone,
          "3.0.0",
          "ada",
          sign("ada", Part.AUTHOR, alone),
          "ada",
          approval("ada", alone));
      assertRefused(two, "3.0.0", "'ada' has both written and approved it");

      byte[] forged = document("4.0.0");
      activate(
          client,
          forged,
          "4.0.0",
          "ada",
          Signatures.sign(secret("eve"), Part.AUTHOR, "ada", forged),
          "ben",
          approval("ben", good));
      assertRefused(
          two,
          "4.0.0",
          "the signature of its author 'ada' is not for this document",
          "the signature of its approver 'ben' is not for this document");

      byte[] stranger = document("5.0.0");
      activate(
          client,
          stranger,
          "5.0.0",
          "eve",
          sign("eve", Part.AUTHOR, stranger),
          "ben",
          approval("ben", stranger));
      assertRefused(two, "5.0.0", "the key of its author 'eve' is not trusted here");

      byte[] unwanted = document("5.1.0");
      activate(
          client,
          unwanted,
          "5.1.0",
          "ada",
          sign("ada", Part.AUTHOR, unwanted),
          "ben",
          approval("ben", unwanted),
          "ada",
          false);
      assertRefused(two, "5.1.0", "'ada', who put it in force, has not signed that");

      byte[] taken = document("5.2.0");
      activate(
          client,
          taken,
          "5.2.0",
          "ada",
          sign("ada", Part.AUTHOR, taken),
          "ben",
          approval("ben", taken),
          "eve",
          true);
      assertRefused(two, "5.2.0", "the key of 'eve', who put it in force, is not trusted here");

      for (ProcessorProcess instance : two.all()) {
        assertThat(instance.status("/health/ready")).isEqualTo(200);
        assertThat(instance.body("/health/ready")).contains("it@1.0.0", "refused policy for it");
        assertThat(instance.body("/metrics"))
            .contains("backstop_policy_changes_total{result=\"REFUSED\"} 6.0");
      }
      decide(two, "1.0.0");

      byte[] better = document("6.0.0");
      activate(
          client,
          better,
          "6.0.0",
          "ada",
          sign("ada", Part.AUTHOR, better),
          "ben",
          approval("ben", better));
      client.readUntil(
          "both to work by it",
          Traffic.PATIENCE,
          () -> told(two, AuditKind.POLICY_ACTIVATED, "6.0.0").size() == 2);
      decide(two, "6.0.0");

      publish(client, first);
      assertRefused(two, "1.0.0", "it was put in force before what it would replace");
      decide(two, "6.0.0");
      client.checkPromises();
    }
  }

  @Test
  void shouldTakeWhatPlaybooksSetFromInstancesThatMaySignForThemAndForNobodyElse()
      throws Exception {
    String prefix = surroundings.newTopics("playbook-signature", 3);
    for (String name : List.of("ada", "ben", "node-a", "node-b")) {
      Command.run(Map.of(), "policy", "keygen", name, "--out", folder.toString());
    }
    try (Client client = new Client(surroundings, prefix);
        ProcessorProcess a = signing(prefix, "a");
        ProcessorProcess b = signing(prefix, "b")) {
      byte[] document = (GOOD + PLAYBOOK).getBytes(StandardCharsets.UTF_8);
      activate(
          client,
          document,
          "1.0.0",
          "ada",
          sign("ada", Part.AUTHOR, document),
          "ben",
          approval("ben", document));
      a.awaitReady();
      b.awaitReady();

      Control forged = control(new Switch.Stop(), "playbook:to-people");
      publish(client, forged, sign("node-a", Part.OPERATOR, forged.canonical()));
      assertControl(client, AuditKind.CONTROL_REFUSED, forged.who(), "no key that may sign for");
      Control posing = control(new Switch.Force("default"), "node-a");
      publish(client, posing, sign("node-a", Part.OPERATOR, posing.canonical()));
      assertControl(client, AuditKind.CONTROL_REFUSED, "node-a", "the key of 'node-a' is not");

      Control off = control(new Switch.Off("primary"), "ben");
      publish(client, off, sign("ben", Part.OPERATOR, off.canonical()));
      assertControl(client, AuditKind.CONTROL_SET, "ben", "tier 'primary' is switched off");
      assertControl(
          client, AuditKind.CONTROL_SET, "playbook:to-people", "everything goes to people");
      for (ProcessorProcess instance : List.of(a, b)) {
        assertThat(instance.body("/policy")).contains("playbook:to-people");
      }
    }
  }

  /** Both instances say so of a control of that person or playbook. */
  private static void assertControl(Client client, AuditKind kind, String who, String said) {
    client.readUntil(
        "both to say " + kind + " of " + who,
        Traffic.PATIENCE,
        () -> saidOf(client, kind, who, said).size() == 2);
    assertThat(saidOf(client, kind, who, said))
        .extracting(event -> event.getDetails().get("instance"))
        .containsExactlyInAnyOrder("a", "b");
  }

  private static List<AuditEvent> saidOf(Client client, AuditKind kind, String who, String said) {
    return client.records(AuditEvent.class).stream()
        .filter(event -> event.getKind() == kind && who.equals(event.getActor()))
        .filter(event -> event.getDescription().contains(said))
        .toList();
  }

  private static Control control(Switch set, String who) {
    Instant now = Instant.now();
    return Control.of("it", set, who, "a test", now, now.plusSeconds(600));
  }

  private static void publish(Client client, Control control, byte[] signature) {
    client.publish(Topic.CONTROLS, control.key(), ControlMapper.toAvro(control, signature));
  }

  /** An instance with a key of its own, by which it may sign for playbooks and nothing else. */
  private ProcessorProcess signing(String prefix, String instance) {
    String config =
        trusting()
            + "playbooks.trusted.keys: ["
            + folder.resolve("node-a.pub.pem")
            + ", "
            + folder.resolve("node-b.pub.pem")
            + "]\nplaybooks.signing.key: "
            + folder.resolve("node-" + instance + ".key.pem")
            + "\n";
    return ProcessorSetup.of(surroundings, prefix, folder, config).named(instance).start();
  }

  /** Requests enough for every partition, and that each decision comes of that version. */
  private static void decide(TwoInstances two, String version) {
    int from = two.traffic().sent();
    two.traffic().send(12);
    two.traffic().awaitDecisions();
    assertThat(two.traffic().since(from))
        .hasSize(12)
        .allSatisfy(
            decision -> {
              assertThat(decision.getPolicy().getVersion()).isEqualTo(version);
              assertThat(decision.getTier()).isEqualTo("primary");
            });
  }

  private static void assertRefused(TwoInstances two, String version, String... why) {
    two.client()
        .readUntil(
            "both to refuse " + version,
            Traffic.PATIENCE,
            () -> told(two, AuditKind.POLICY_REFUSED, version).size() == 2);
    assertThat(told(two, AuditKind.POLICY_REFUSED, version))
        .extracting(event -> event.getDetails().get("instance"))
        .containsExactlyInAnyOrder("a", "b");
    assertThat(told(two, AuditKind.POLICY_REFUSED, version))
        .allSatisfy(event -> assertThat(event.getDescription()).contains(why));
  }

  private static List<AuditEvent> told(TwoInstances two, AuditKind kind, String version) {
    return two.told(kind).stream()
        .filter(event -> version.equals(event.getDetails().get("version")))
        .toList();
  }

  private byte[] approval(String name, byte[] document) throws IOException {
    return sign(name, Part.APPROVER, document);
  }

  private byte[] sign(String name, Part part, byte[] document) throws IOException {
    return Signatures.sign(secret(name), part, name, document);
  }

  private PrivateKey secret(String name) throws IOException {
    return KeyFiles.privateKey(folder.resolve(name + ".key.pem"));
  }

  private static byte[] document(String version) {
    return GOOD.replace("1.0.0", version).getBytes(StandardCharsets.UTF_8);
  }

  /** Writes to the topic what the command line would not. */
  private PublishedPolicy activate(
      Client client,
      byte[] document,
      String version,
      String author,
      byte @Nullable [] authorSignature,
      String approver,
      byte @Nullable [] approverSignature)
      throws IOException {
    return activate(
        client,
        document,
        version,
        author,
        authorSignature,
        approver,
        approverSignature,
        "ada",
        true);
  }

  private PublishedPolicy activate(
      Client client,
      byte[] document,
      String version,
      String author,
      byte @Nullable [] authorSignature,
      String approver,
      byte @Nullable [] approverSignature,
      String by,
      boolean signs)
      throws IOException {
    Instant now = Instant.now();
    String sha256 = PolicyReader.sha256(document);
    PublishedPolicy.Activation plain =
        new PublishedPolicy.Activation(by, "past the command line", now, null);
    PublishedPolicy policy =
        new PublishedPolicy(
            "it",
            version,
            sha256,
            document,
            author,
            approver,
            authorSignature,
            approverSignature,
            now,
            plain.signed(signs ? sign(by, Part.OPERATOR, plain.canonical("it", sha256)) : null));
    publish(client, policy);
    return policy;
  }

  private static void publish(Client client, PublishedPolicy policy) {
    client.publish(Topic.POLICIES, PolicyKey.inForce("it").toString(), PolicyMapper.toAvro(policy));
  }

  /** The configuration of an instance that works by what ada and ben have signed. */
  private String trusting() {
    return "models: ["
        + ProcessorSetup.model("linear")
        + "]\npolicies.trusted.keys: ["
        + folder.resolve("ada.pub.pem")
        + ", "
        + folder.resolve("ben.pub.pem")
        + "]\n";
  }
}
