package dev.backstop.app;

import static dev.backstop.config.PolicyTexts.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.AuditEvent;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyKey;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.signing.TrustedKeys;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdoptionTest {

  private static final String DOCUMENT = PolicyRecords.DOCUMENT;

  private final PolicyRecords records = new PolicyRecords();
  private final Policies policies = new Policies(List.of(policy(DOCUMENT)));
  private final Adoption adoption =
      records.adoption(policies, TrustedKeys.read(List.of(), problem -> {}));

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
    AuditEvent event = records.audit().get(0);
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
    assertThat(records.audit()).isEmpty();
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
    adoption.changed("d", new byte[] {1, 2, 3}, records.next());
    // Then
    assertRefused("the value does not begin with a zero byte");
  }

  @Test
  void shouldKeepTheLastGoodPolicyWhereTheDigestIsAnother() {
    // Given
    PublishedPolicy good = PolicyRecords.published(DOCUMENT.replace("1.0.0", "2.0.0"));
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
            PolicyRecords.NOW,
            null);
    // When
    adoption.changed("d", records.encoded(wrong), records.next());
    // Then
    assertRefused("does not have the SHA-256");
  }

  @Test
  void shouldKeepWhatIsInForceWhenItsRecordIsDeleted() {
    // When
    adoption.changed("d", null, records.next());
    // Then
    assertThat(inForce()).isEqualTo("1.0.0");
  }

  @Test
  void shouldForgetARefusalWhenAGoodPolicyComes() {
    // Given
    adoption.changed("d", new byte[] {1}, records.next());
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
    PublishedPolicy published = PolicyRecords.published(DOCUMENT.replace("1.0.0", "2.0.0"));
    Policy version = policy(DOCUMENT.replace("1.0.0", "2.0.0"));
    // When
    adoption.changed(
        PolicyKey.version("d", published.sha256()).toString(),
        records.encoded(published),
        records.next());
    // Then
    assertThat(inForce()).isEqualTo("1.0.0");
    assertThat(policies.toContinue(version.ref(), "d").orElseThrow().ref())
        .isEqualTo(version.ref());
    assertThat(records.audit()).isEmpty();
  }

  @Test
  void shouldNotJudgeNamesThatNobodyHasSignedWith() {
    // When
    activate(DOCUMENT.replace("1.0.0", "2.0.0") + "people: {operators: [eva]}\n");
    // Then
    assertThat(inForce()).isEqualTo("2.0.0");
  }

  private void assertRefused(String why) {
    assertThat(inForce()).isEqualTo("1.0.0");
    assertThat(adoption.refused().get("d")).contains(why);
    assertThat(count("REFUSED")).isEqualTo(1);
    assertThat(records.audit())
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
    return records.count(result);
  }

  private void activate(String document) {
    activate(document, "d");
  }

  private void activate(String document, String domain) {
    records.activate(adoption, domain, document);
  }
}
