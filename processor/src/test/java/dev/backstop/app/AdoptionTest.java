package dev.backstop.app;

import static dev.backstop.config.PolicyTexts.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.BackstopConfig;
import dev.backstop.config.ConfigLoader;
import dev.backstop.config.PolicyReader;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.model.Models;
import dev.backstop.model.djl.DjlModels;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyKey;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.registry.InMemoryAvro;
import dev.backstop.registry.PolicyMapper;
import dev.backstop.signing.ControlKeys;
import dev.backstop.signing.KeyFiles;
import dev.backstop.signing.Part;
import dev.backstop.signing.Signatures;
import dev.backstop.signing.TrustedKeys;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptionTest {

  private static final String TOPIC = "backstop.policies";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final String DOCUMENT =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: d
      owner: o
      deadline: 1h
      ladder:
        - {tier: c, kind: default, label: x}
      """;

  private final InMemoryAvro avro = new InMemoryAvro();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<AuditEvent> audit = new ArrayList<>();
  private final Policies policies = new Policies(List.of(policy(DOCUMENT)));
  private final Adoption adoption = adoption();
  private long offset;

  @AfterEach
  void close() {
    adoption.close();
  }

  @Test
  void shouldPutAPolicyInForceAndSaySo() {
    // When
    activate(DOCUMENT.replace("1.0.0", "2.0.0"));
    // Then
    assertThat(inForce()).isEqualTo("2.0.0");
    assertThat(count("ACTIVATED")).isEqualTo(1);
    assertThat(adoption.refused()).isEmpty();
    AuditEvent event = audit.get(0);
    assertThat(event.kind()).isEqualTo(AuditEvent.Kind.POLICY_ACTIVATED);
    assertThat(event.actor()).isEqualTo("olga");
    assertThat(event.details())
        .containsEntry("version", "2.0.0")
        .containsEntry("domain", "d")
        .containsEntry("previous", policy(DOCUMENT).ref().toLineage());
  }

  @Test
  void shouldGovernADomainThatHadNoPolicy() {
    // When
    activate(DOCUMENT.replace("domain: d", "domain: e"), "e");
    // Then
    assertThat(policies.forDomain("e")).isPresent();
    assertThat(inForce()).isEqualTo("1.0.0");
  }

  @Test
  void shouldNotCountAPolicyThatIsInForceAlready() {
    // When
    activate(DOCUMENT);
    // Then
    assertThat(count("ACTIVATED")).isZero();
    assertThat(audit).isEmpty();
  }

  @Test
  void shouldKeepTheLastGoodPolicyWhereADocumentIsBroken() {
    // When
    activate(DOCUMENT.replace("1.0.0", "2.0.0").replace("deadline: 1h", "deadline: soon"));
    // Then
    assertRefused("'deadline' must be a time span");
    assertThat(policies.isSettled("d")).isFalse();
  }

  @Test
  void shouldKeepTheLastGoodPolicyWhereNoModelIsThereForIt() {
    // When
    activate(
        DOCUMENT
            .replace("1.0.0", "2.0.0")
            .replace(
                "ladder:\n",
                "ladder:\n  - {tier: a, kind: model, model: none, threshold: 0, budget: 10ms}\n"));
    // Then
    assertRefused("a policy names model 'none', but no package of that name");
  }

  @Test
  void shouldKeepTheLastGoodPolicyWhereItIsForAnotherDomain() {
    // When
    activate(DOCUMENT.replace("1.0.0", "2.0.0").replace("domain: d", "domain: e"), "d");
    // Then
    assertRefused("it is for domain 'e' and was published for 'd'");
  }

  @Test
  void shouldKeepTheLastGoodPolicyWhereTheBytesAreNoPolicy() {
    // When
    adoption.changed("d", new byte[] {1, 2, 3}, next());
    // Then
    assertRefused("the value does not begin with a zero byte");
  }

  @Test
  void shouldKeepTheLastGoodPolicyWhereTheDigestIsAnother() {
    // Given
    PublishedPolicy good = published(DOCUMENT.replace("1.0.0", "2.0.0"));
    PublishedPolicy wrong =
        new PublishedPolicy(
            good.name(),
            good.version(),
            "0".repeat(64),
            good.document(),
            good.author(),
            null,
            null,
            null,
            NOW,
            null);
    // When
    adoption.changed("d", encoded(wrong), next());
    // Then
    assertRefused("does not have the SHA-256");
  }

  @Test
  void shouldKeepWhatIsInForceWhenItsRecordIsDeleted() {
    // When
    adoption.changed("d", null, next());
    // Then
    assertThat(inForce()).isEqualTo("1.0.0");
  }

  @Test
  void shouldForgetARefusalWhenAGoodPolicyComes() {
    // Given
    adoption.changed("d", new byte[] {1}, next());
    // When
    activate(DOCUMENT.replace("1.0.0", "3.0.0"));
    // Then
    assertThat(adoption.refused()).isEmpty();
    assertThat(inForce()).isEqualTo("3.0.0");
    assertThat(policies.isSettled("d")).isTrue();
    assertThat(policies.isSettled("e")).isFalse();
  }

  @Test
  void shouldKnowAPublishedVersionWithoutPuttingItInForce() {
    // Given
    PublishedPolicy published = published(DOCUMENT.replace("1.0.0", "2.0.0"));
    Policy version = policy(DOCUMENT.replace("1.0.0", "2.0.0"));
    // When
    adoption.changed(
        PolicyKey.version("d", published.sha256()).toString(), encoded(published), next());
    // Then
    assertThat(inForce()).isEqualTo("1.0.0");
    assertThat(policies.toContinue(version.ref(), "d").orElseThrow().ref())
        .isEqualTo(version.ref());
    assertThat(audit).isEmpty();
  }

  /** All sign with keys that are trusted; what differs is who the document says may operate. */
  @Test
  void shouldRefuseAPolicyThatSomebodyPutInForceWhoMayNot(@TempDir Path keys) throws IOException {
    try (Adoption strict = adoption(trusted(keys))) {
      String document = DOCUMENT.replace("1.0.0", "2.0.0");
      // When
      strict.changed("d", encoded(signed(keys, document + "people: {operators: [eva]}\n")), next());
      String refused = strict.refused().get("d");
      strict.changed(
          "d",
          encoded(
              signed(
                  keys,
                  document + "people: {authors: [ada], approvers: [ben], operators: [olga]}\n")),
          next());
      // Then
      assertThat(refused).isEqualTo("'olga' may not put it in force; by the policy may: eva");
      assertThat(strict.refused()).isEmpty();
      assertThat(inForce()).isEqualTo("2.0.0");
    }
  }

  @Test
  void shouldNotJudgeNamesThatNobodyHasSignedWith() {
    // When
    activate(DOCUMENT.replace("1.0.0", "2.0.0") + "people: {operators: [eva]}\n");
    // Then
    assertThat(inForce()).isEqualTo("2.0.0");
  }

  @Test
  void shouldPutNothingInForceThatNobodyHasSignedFor(@TempDir Path keys) throws IOException {
    try (Adoption strict = adoption(trusted(keys))) {
      PublishedPolicy approved = approved(keys, DOCUMENT.replace("1.0.0", "2.0.0"));
      PublishedPolicy.Activation unsigned =
          new PublishedPolicy.Activation("olga", "a test", NOW, null);
      // When
      strict.changed("d", encoded(approved.activated(unsigned)), next());
      // Then
      assertThat(strict.refused().get("d"))
          .isEqualTo("'olga', who put it in force, has not signed that");
      // When: the signature is that of the activation of another version
      PublishedPolicy other = signed(keys, DOCUMENT.replace("1.0.0", "3.0.0"));
      strict.changed("d", encoded(approved.activated(other.activation())), next());
      // Then
      assertThat(strict.refused().get("d")).contains("is not for this activation");
      assertThat(inForce()).isEqualTo("1.0.0");
    }
  }

  @Test
  void shouldNotPutBackAnOldVersionByAnActivationThatIsPlayedAgain(@TempDir Path keys)
      throws IOException {
    try (Adoption strict = adoption(trusted(keys))) {
      // Given
      byte[] old = encoded(signed(keys, DOCUMENT.replace("1.0.0", "2.0.0")));
      strict.changed("d", old, next());
      PublishedPolicy newer = approved(keys, DOCUMENT.replace("1.0.0", "3.0.0"));
      strict.changed("d", encoded(activated(keys, newer, NOW.plusSeconds(1), null)), next());
      // When
      strict.changed("d", old, next());
      // Then
      assertThat(strict.refused().get("d"))
          .isEqualTo("it was put in force before what it would replace");
      assertThat(inForce()).isEqualTo("3.0.0");
    }
  }

  @Test
  void shouldNotTakeAtStartWhatWasPlayedAgain(@TempDir Path keys) throws IOException {
    try (Adoption strict = adoption(trusted(keys))) {
      // Given
      PublishedPolicy old = signed(keys, DOCUMENT.replace("1.0.0", "2.0.0"));
      PublishedPolicy newer =
          activated(
              keys,
              approved(keys, DOCUMENT.replace("1.0.0", "3.0.0")),
              NOW.plusSeconds(1),
              old.sha256());
      // When
      start(strict, "d", old, newer, old);
      // Then
      assertThat(inForce()).isEqualTo("3.0.0");
      assertThat(strict.refused().get("d")).contains("before what it would replace");
    }
  }

  @Test
  void shouldKnowWhatWasPlayedAgainByTheVersionsWhereTheTopicIsCompacted(@TempDir Path keys)
      throws IOException {
    try (Adoption strict = adoption(trusted(keys))) {
      // Given
      PublishedPolicy old = signed(keys, DOCUMENT.replace("1.0.0", "2.0.0"));
      PublishedPolicy newer =
          activated(
              keys,
              approved(keys, DOCUMENT.replace("1.0.0", "3.0.0")),
              NOW.plusSeconds(1),
              old.sha256());
      PoliciesAtStart atStart = new PoliciesAtStart(strict);
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      // When
      atStart.onRestoreStart(partition, "policies", 0, 3);
      atStart.changed(PolicyKey.version("d", newer.sha256()).toString(), encoded(newer), next());
      atStart.changed("d", encoded(old), next());
      atStart.onRestoreEnd(partition, "policies", 2);
      // Then
      assertThat(strict.refused().get("d")).contains("before what it would replace");
      assertThat(inForce()).isEqualTo("1.0.0");
    }
  }

  @Test
  void shouldGoOnAtStartWithTheOneBeforeWhereTheNewestCannotBeWorkedBy(@TempDir Path keys)
      throws IOException {
    try (Adoption strict = adoption(trusted(keys))) {
      // Given
      PublishedPolicy good = signed(keys, DOCUMENT.replace("1.0.0", "2.0.0"));
      String without =
          DOCUMENT
              .replace("1.0.0", "3.0.0")
              .replace(
                  "ladder:\n",
                  "ladder:\n  - {tier: a, kind: model, model: none, threshold: 0, budget: 10ms}\n");
      PublishedPolicy bad =
          activated(keys, approved(keys, without), NOW.plusSeconds(1), good.sha256());
      // When
      start(strict, "d", good, bad);
      // Then
      assertThat(inForce()).isEqualTo("2.0.0");
    }
  }

  @Test
  void shouldHoldAuthorAndApproverAgainstTheVersionInForceAndLeaveTheWayBackOpen(@TempDir Path keys)
      throws IOException {
    try (Adoption strict = adoption(trusted(keys))) {
      // Given: by the second version neither may do anything any more
      PublishedPolicy first = signed(keys, DOCUMENT.replace("1.0.0", "2.0.0"));
      strict.changed("d", encoded(first), next());
      PublishedPolicy second = byOthers(keys, first);
      strict.changed("d", encoded(second), next());
      assertThat(inForce()).isEqualTo("3.0.0");
      // When: a version that names its own people
      PublishedPolicy third = approved(keys, DOCUMENT.replace("1.0.0", "4.0.0"));
      strict.changed(
          "d", encoded(activated(keys, third, NOW.plusSeconds(2), second.sha256())), next());
      // Then
      assertThat(strict.refused().get("d"))
          .contains("by p@3.0.0", "'ada' may not write it", "'ben' may not approve it");
      // When: back
      strict.changed(
          "d", encoded(activated(keys, first, NOW.plusSeconds(3), second.sha256())), next());
      // Then
      assertThat(inForce()).isEqualTo("2.0.0");
    }
  }

  @Test
  void shouldHoldThemAgainstTheVersionBeforeAtStartToo(@TempDir Path keys) throws IOException {
    try (Adoption strict = adoption(trusted(keys))) {
      // Given: the topic has the newest record of the domain alone
      PublishedPolicy first = signed(keys, DOCUMENT.replace("1.0.0", "2.0.0"));
      PublishedPolicy second = byOthers(keys, first);
      PublishedPolicy third = approved(keys, DOCUMENT.replace("1.0.0", "4.0.0"));
      PublishedPolicy taken = activated(keys, third, NOW.plusSeconds(2), second.sha256());
      String version = PolicyKey.version("d", second.sha256()).toString();
      strict.foresee(version, List.of(new PoliciesAtStart.Heard(encoded(second), next())));
      // When
      start(strict, "d", taken);
      // Then
      assertThat(strict.refused().get("d")).contains("by p@3.0.0", "'ada' may not write it");
      assertThat(inForce()).isEqualTo("1.0.0");
    }
  }

  @Test
  void shouldHoldThemAtStartAgainstTheLastVersionThatOthersHaveTaken(@TempDir Path keys)
      throws IOException {
    try (Adoption strict = adoption(trusted(keys))) {
      // Given: the third was refused by everybody, as the second does not let ada
      PublishedPolicy second = byOthers(keys, signed(keys, DOCUMENT.replace("1.0.0", "2.0.0")));
      PublishedPolicy third =
          activated(
              keys,
              approved(
                  keys,
                  DOCUMENT.replace("1.0.0", "4.0.0")
                      + "people: {authors: [ada], approvers: [ben]}\n"),
              NOW.plusSeconds(2),
              second.sha256());
      PublishedPolicy fourth =
          activated(
              keys,
              approved(keys, DOCUMENT.replace("1.0.0", "5.0.0"), "ben", "olga"),
              NOW.plusSeconds(3),
              third.sha256());
      for (PublishedPolicy known : List.of(second, third)) {
        strict.foresee(
            PolicyKey.version("d", known.sha256()).toString(),
            List.of(new PoliciesAtStart.Heard(encoded(known), next())));
      }
      // When
      start(strict, "d", fourth);
      // Then
      assertThat(inForce()).isEqualTo("5.0.0");
    }
  }

  @Test
  void shouldHoldOneThatNamesNoneBeforeItAgainstTheLastOneThatWas(@TempDir Path keys)
      throws IOException {
    try (Adoption strict = adoption(trusted(keys))) {
      // Given
      PublishedPolicy second = byOthers(keys, signed(keys, DOCUMENT.replace("1.0.0", "2.0.0")));
      strict.foresee(
          PolicyKey.version("d", second.sha256()).toString(),
          List.of(new PoliciesAtStart.Heard(encoded(second), next())));
      PublishedPolicy third = approved(keys, DOCUMENT.replace("1.0.0", "4.0.0"));
      // When
      start(strict, "d", activated(keys, third, NOW.plusSeconds(2), null));
      // Then
      assertThat(strict.refused().get("d")).contains("by p@3.0.0", "'ada' may not write it");
    }
  }

  /** The next version, which ben has written and olga approved, and nobody else may. */
  private PublishedPolicy byOthers(Path keys, PublishedPolicy before) throws IOException {
    PublishedPolicy next =
        approved(
            keys,
            DOCUMENT.replace("1.0.0", "3.0.0") + "people: {authors: [ben], approvers: [olga]}\n",
            "ben",
            "olga");
    return activated(keys, next, NOW.plusSeconds(1), before.sha256());
  }

  private void start(Adoption adoption, String key, PublishedPolicy... heard) {
    List<PoliciesAtStart.Heard> all =
        Arrays.stream(heard)
            .map(policy -> new PoliciesAtStart.Heard(encoded(policy), next()))
            .toList();
    adoption.foresee(key, all);
    adoption.start(key, all);
  }

  private static TrustedKeys trusted(Path folder) throws IOException {
    return TrustedKeys.read(
        List.of(
            KeyFiles.generate("ada", folder).publicKey(),
            KeyFiles.generate("ben", folder).publicKey(),
            KeyFiles.generate("olga", folder).publicKey()),
        problem -> {
          throw new IllegalStateException(problem);
        });
  }

  private PublishedPolicy signed(Path keys, String document) throws IOException {
    return activated(keys, approved(keys, document), NOW, null);
  }

  private static PublishedPolicy activated(
      Path keys, PublishedPolicy policy, Instant at, @Nullable String previous) throws IOException {
    PublishedPolicy.Activation plain =
        new PublishedPolicy.Activation("olga", "a test", at, previous);
    return policy.activated(
        plain.signed(
            signature(keys, Part.OPERATOR, "olga", plain.canonical("d", policy.sha256()))));
  }

  private PublishedPolicy approved(Path keys, String document) throws IOException {
    return approved(keys, document, "ada", "ben");
  }

  private PublishedPolicy approved(Path keys, String document, String author, String approver)
      throws IOException {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    PublishedPolicy plain = published(document);
    return new PublishedPolicy(
        plain.name(),
        plain.version(),
        plain.sha256(),
        bytes,
        author,
        approver,
        signature(keys, Part.AUTHOR, author, bytes),
        signature(keys, Part.APPROVER, approver, bytes),
        NOW,
        null);
  }

  private static byte[] signature(Path keys, Part part, String who, byte[] document)
      throws IOException {
    return Signatures.sign(
        KeyFiles.privateKey(keys.resolve(who + ".key.pem")), part, who, document);
  }

  private void assertRefused(String why) {
    assertThat(inForce()).isEqualTo("1.0.0");
    assertThat(adoption.refused().get("d")).contains(why);
    assertThat(count("REFUSED")).isEqualTo(1);
    assertThat(audit)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.kind()).isEqualTo(AuditEvent.Kind.POLICY_REFUSED);
              assertThat(event.description()).contains(why);
            });
  }

  private String inForce() {
    return policies.forDomain("d").orElseThrow().ref().version();
  }

  private double count(String result) {
    return meters.find(Meter.POLICY_CHANGES.meterName()).tag("result", result).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private void activate(String document) {
    activate(document, "d");
  }

  private void activate(String document, String domain) {
    PublishedPolicy policy =
        published(document).activated(new PublishedPolicy.Activation("olga", "a test", NOW, null));
    adoption.changed(domain, encoded(policy), next());
  }

  private PublishedPolicy published(String document) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    Policy policy = policy(document.replace("soon", "1h"));
    String sha256 = PolicyReader.sha256(bytes);
    return new PublishedPolicy(
        policy.ref().name(),
        policy.ref().version(),
        sha256,
        bytes,
        "ada",
        null,
        null,
        null,
        NOW,
        null);
  }

  private byte[] encoded(PublishedPolicy policy) {
    return avro.serializer().serialize(TOPIC, PolicyMapper.toAvro(policy));
  }

  private SourcePosition next() {
    return new SourcePosition(TOPIC, 0, offset++);
  }

  private Adoption adoption() {
    return adoption(TrustedKeys.read(List.of(), problem -> {}));
  }

  private Adoption adoption(TrustedKeys trusted) {
    BackstopConfig config =
        ConfigLoader.load(
            null,
            Map.of(
                "BACKSTOP_KAFKA_BOOTSTRAP_SERVERS",
                "b:1",
                "BACKSTOP_REGISTRY_URL",
                "http://127.0.0.1:1"));
    Models models = new Models(List.of());
    PackagedModels source = new PackagedModels(new DjlModels(), Map.of(), null, config.models());
    Assembly assembly =
        new Assembly(
            policies,
            models,
            new ModelShelf(source, models),
            new ControlKeys(trusted, TrustedKeys.of(Map.of())),
            null,
            TrustedKeys.of(Map.of()),
            1);
    return new Adoption(
        config,
        assembly,
        avro.codecs(),
        audit::add,
        InstantSource.fixed(NOW),
        new Telemetry(meters));
  }
}
