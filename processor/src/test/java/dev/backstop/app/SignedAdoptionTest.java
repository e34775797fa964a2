package dev.backstop.app;

import static dev.backstop.config.PolicyTexts.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.policy.Policies;
import dev.backstop.policy.PolicyKey;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.signing.KeyFiles;
import dev.backstop.signing.Part;
import dev.backstop.signing.Signatures;
import dev.backstop.signing.TrustedKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where signatures are asked for: who may put in force what, and what is played again. */
class SignedAdoptionTest {

  @TempDir private Path keys;

  private final PolicyRecords records = new PolicyRecords();
  private final Policies policies = new Policies(List.of(policy(PolicyRecords.DOCUMENT)));
  private Adoption strict;

  @BeforeEach
  void open() throws IOException {
    strict = records.adoption(policies, trusted(keys));
  }

  @AfterEach
  void close() {
    strict.close();
  }

  /** All sign with keys that are trusted; what differs is who the document says may operate. */
  @Test
  void shouldRefuseAPolicyThatSomebodyPutInForceWhoMayNot() throws IOException {
    String document = PolicyRecords.DOCUMENT.replace("1.0.0", "2.0.0");
    // When
    strict.changed(
        "d", records.encoded(signed(document + "people: {operators: [eva]}\n")), records.next());
    String refused = strict.refused().get("d");
    strict.changed(
        "d",
        records.encoded(
            signed(document + "people: {authors: [ada], approvers: [ben], operators: [olga]}\n")),
        records.next());
    // Then
    assertThat(refused).isEqualTo("'olga' may not put it in force; by the policy may: eva");
    assertThat(strict.refused()).isEmpty();
    assertThat(inForce()).isEqualTo("2.0.0");
  }

  @Test
  void shouldPutNothingInForceThatNobodyHasSignedFor() throws IOException {
    PublishedPolicy approved = approved(PolicyRecords.DOCUMENT.replace("1.0.0", "2.0.0"));
    PublishedPolicy.Activation unsigned =
        new PublishedPolicy.Activation("olga", "a test", PolicyRecords.NOW, null);
    // When
    strict.changed("d", records.encoded(approved.activated(unsigned)), records.next());
    // Then
    assertThat(strict.refused().get("d"))
        .isEqualTo("'olga', who put it in force, has not signed that");
    // When: the signature is that of the activation of another version
    PublishedPolicy other = signed(PolicyRecords.DOCUMENT.replace("1.0.0", "3.0.0"));
    strict.changed("d", records.encoded(approved.activated(other.activation())), records.next());
    // Then
    assertThat(strict.refused().get("d")).contains("is not for this activation");
    assertThat(inForce()).isEqualTo("1.0.0");
  }

  @Test
  void shouldNotPutBackAnOldVersionByAnActivationThatIsPlayedAgain() throws IOException {
    // Given
    byte[] old = records.encoded(signed(PolicyRecords.DOCUMENT.replace("1.0.0", "2.0.0")));
    strict.changed("d", old, records.next());
    PublishedPolicy newer = approved(PolicyRecords.DOCUMENT.replace("1.0.0", "3.0.0"));
    strict.changed(
        "d",
        records.encoded(activated(newer, PolicyRecords.NOW.plusSeconds(1), null)),
        records.next());
    // When
    strict.changed("d", old, records.next());
    // Then
    assertThat(strict.refused().get("d"))
        .isEqualTo("it was put in force before what it would replace");
    assertThat(inForce()).isEqualTo("3.0.0");
  }

  @Test
  void shouldNotTakeAtStartWhatWasPlayedAgain() throws IOException {
    // Given
    PublishedPolicy old = signed(PolicyRecords.DOCUMENT.replace("1.0.0", "2.0.0"));
    PublishedPolicy newer =
        activated(
            approved(PolicyRecords.DOCUMENT.replace("1.0.0", "3.0.0")),
            PolicyRecords.NOW.plusSeconds(1),
            old.sha256());
    // When
    start(old, newer, old);
    // Then
    assertThat(inForce()).isEqualTo("3.0.0");
    assertThat(strict.refused().get("d")).contains("before what it would replace");
  }

  @Test
  void shouldKnowWhatWasPlayedAgainByTheVersionsWhereTheTopicIsCompacted() throws IOException {
    // Given
    PublishedPolicy old = signed(PolicyRecords.DOCUMENT.replace("1.0.0", "2.0.0"));
    PublishedPolicy newer =
        activated(
            approved(PolicyRecords.DOCUMENT.replace("1.0.0", "3.0.0")),
            PolicyRecords.NOW.plusSeconds(1),
            old.sha256());
    PoliciesAtStart atStart = new PoliciesAtStart(strict);
    TopicPartition partition = new TopicPartition(PolicyRecords.TOPIC, 0);
    // When
    atStart.onRestoreStart(partition, "policies", 0, 3);
    atStart.changed(
        PolicyKey.version("d", newer.sha256()).toString(), records.encoded(newer), records.next());
    atStart.changed("d", records.encoded(old), records.next());
    atStart.onRestoreEnd(partition, "policies", 2);
    // Then
    assertThat(strict.refused().get("d")).contains("before what it would replace");
    assertThat(inForce()).isEqualTo("1.0.0");
  }

  @Test
  void shouldGoOnAtStartWithTheOneBeforeWhereTheNewestCannotBeWorkedBy() throws IOException {
    // Given
    PublishedPolicy good = signed(PolicyRecords.DOCUMENT.replace("1.0.0", "2.0.0"));
    String without =
        PolicyRecords.DOCUMENT
            .replace("1.0.0", "3.0.0")
            .replace(
                "ladder:\n",
                "ladder:\n  - {tier: a, kind: model, model: none, threshold: 0, budget: 10ms}\n");
    PublishedPolicy bad =
        activated(approved(without), PolicyRecords.NOW.plusSeconds(1), good.sha256());
    // When
    start(good, bad);
    // Then
    assertThat(inForce()).isEqualTo("2.0.0");
  }

  @Test
  void shouldHoldAuthorAndApproverAgainstTheVersionInForceAndLeaveTheWayBackOpen()
      throws IOException {
    // Given: by the second version neither may do anything any more
    PublishedPolicy first = signed(PolicyRecords.DOCUMENT.replace("1.0.0", "2.0.0"));
    strict.changed("d", records.encoded(first), records.next());
    PublishedPolicy second = byOthers(first);
    strict.changed("d", records.encoded(second), records.next());
    assertThat(inForce()).isEqualTo("3.0.0");
    // When: a version that names its own people
    PublishedPolicy third = approved(PolicyRecords.DOCUMENT.replace("1.0.0", "4.0.0"));
    strict.changed(
        "d",
        records.encoded(activated(third, PolicyRecords.NOW.plusSeconds(2), second.sha256())),
        records.next());
    // Then
    assertThat(strict.refused().get("d"))
        .contains("by p@3.0.0", "'ada' may not write it", "'ben' may not approve it");
    // When: back
    strict.changed(
        "d",
        records.encoded(activated(first, PolicyRecords.NOW.plusSeconds(3), second.sha256())),
        records.next());
    // Then
    assertThat(inForce()).isEqualTo("2.0.0");
  }

  @Test
  void shouldHoldThemAgainstTheVersionBeforeAtStartToo() throws IOException {
    // Given: the topic has the newest record of the domain alone
    PublishedPolicy first = signed(PolicyRecords.DOCUMENT.replace("1.0.0", "2.0.0"));
    PublishedPolicy second = byOthers(first);
    PublishedPolicy third = approved(PolicyRecords.DOCUMENT.replace("1.0.0", "4.0.0"));
    PublishedPolicy taken = activated(third, PolicyRecords.NOW.plusSeconds(2), second.sha256());
    String version = PolicyKey.version("d", second.sha256()).toString();
    strict.foresee(
        version, List.of(new PoliciesAtStart.Heard(records.encoded(second), records.next())));
    // When
    start(taken);
    // Then
    assertThat(strict.refused().get("d")).contains("by p@3.0.0", "'ada' may not write it");
    assertThat(inForce()).isEqualTo("1.0.0");
  }

  @Test
  void shouldHoldThemAtStartAgainstTheLastVersionThatOthersHaveTaken() throws IOException {
    // Given: the third was refused by everybody, as the second does not let ada
    PublishedPolicy second = byOthers(signed(PolicyRecords.DOCUMENT.replace("1.0.0", "2.0.0")));
    PublishedPolicy third =
        activated(
            approved(
                PolicyRecords.DOCUMENT.replace("1.0.0", "4.0.0")
                    + "people: {authors: [ada], approvers: [ben]}\n"),
            PolicyRecords.NOW.plusSeconds(2),
            second.sha256());
    PublishedPolicy fourth =
        activated(
            approved(PolicyRecords.DOCUMENT.replace("1.0.0", "5.0.0"), "ben", "olga"),
            PolicyRecords.NOW.plusSeconds(3),
            third.sha256());
    for (PublishedPolicy known : List.of(second, third)) {
      strict.foresee(
          PolicyKey.version("d", known.sha256()).toString(),
          List.of(new PoliciesAtStart.Heard(records.encoded(known), records.next())));
    }
    // When
    start(fourth);
    // Then
    assertThat(inForce()).isEqualTo("5.0.0");
  }

  @Test
  void shouldHoldOneThatNamesNoneBeforeItAgainstTheLastOneThatWas() throws IOException {
    // Given
    PublishedPolicy second = byOthers(signed(PolicyRecords.DOCUMENT.replace("1.0.0", "2.0.0")));
    strict.foresee(
        PolicyKey.version("d", second.sha256()).toString(),
        List.of(new PoliciesAtStart.Heard(records.encoded(second), records.next())));
    PublishedPolicy third = approved(PolicyRecords.DOCUMENT.replace("1.0.0", "4.0.0"));
    // When
    start(activated(third, PolicyRecords.NOW.plusSeconds(2), null));
    // Then
    assertThat(strict.refused().get("d")).contains("by p@3.0.0", "'ada' may not write it");
  }

  /** The next version, which ben has written and olga approved, and nobody else may. */
  private PublishedPolicy byOthers(PublishedPolicy before) throws IOException {
    PublishedPolicy next =
        approved(
            PolicyRecords.DOCUMENT.replace("1.0.0", "3.0.0")
                + "people: {authors: [ben], approvers: [olga]}\n",
            "ben",
            "olga");
    return activated(next, PolicyRecords.NOW.plusSeconds(1), before.sha256());
  }

  private void start(PublishedPolicy... heard) {
    List<PoliciesAtStart.Heard> all =
        Arrays.stream(heard)
            .map(policy -> new PoliciesAtStart.Heard(records.encoded(policy), records.next()))
            .toList();
    strict.foresee("d", all);
    strict.start("d", all);
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

  private PublishedPolicy signed(String document) throws IOException {
    return activated(approved(document), PolicyRecords.NOW, null);
  }

  private PublishedPolicy activated(PublishedPolicy policy, Instant at, @Nullable String previous)
      throws IOException {
    PublishedPolicy.Activation plain =
        new PublishedPolicy.Activation("olga", "a test", at, previous);
    return policy.activated(
        plain.signed(signature(Part.OPERATOR, "olga", plain.canonical("d", policy.sha256()))));
  }

  private PublishedPolicy approved(String document) throws IOException {
    return approved(document, "ada", "ben");
  }

  private PublishedPolicy approved(String document, String author, String approver)
      throws IOException {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    PublishedPolicy plain = PolicyRecords.published(document);
    return new PublishedPolicy(
        plain.name(),
        plain.version(),
        plain.sha256(),
        bytes,
        author,
        approver,
        signature(Part.AUTHOR, author, bytes),
        signature(Part.APPROVER, approver, bytes),
        PolicyRecords.NOW,
        null);
  }

  private byte[] signature(Part part, String who, byte[] document) throws IOException {
    return Signatures.sign(
        KeyFiles.privateKey(keys.resolve(who + ".key.pem")), part, who, document);
  }

  private String inForce() {
    return policies.forDomain("d").orElseThrow().ref().version();
  }
}
