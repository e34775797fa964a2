package dev.backstop.app;

import static dev.backstop.config.PolicyTexts.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backstop.domain.AuditEvent;
import dev.backstop.model.Models;
import dev.backstop.model.NumberRule;
import dev.backstop.model.NumericInput;
import dev.backstop.model.djl.ModelLoadException;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.signing.TrustedKeys;
import dev.backstop.topology.names.Store;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Policies and the models they name come into force together, or not at all. */
class AdoptionOfModelsTest {

  private final PolicyRecords records = new PolicyRecords();
  private final FakeModels source = new FakeModels("m@1", "m@2", "m@3", "n@1");
  private final Models models = new Models(List.of());
  private final ModelShelf shelf = new ModelShelf(source, models);
  private final Policies policies = new Policies(List.of());
  private final Adoption adoption =
      records.adoption(policies, models, shelf, TrustedKeys.of(Map.of()));
  private final PoliciesAtStart topic = new PoliciesAtStart(adoption);

  @AfterEach
  void close() {
    adoption.close();
    shelf.close();
  }

  @Test
  void shouldKeepTheOldPolicyAndItsModelUntilTheNewModelIsLoaded() {
    // Given
    activate("d", 1, "m@1");
    awaitInForce("d", "1.0.0");
    source.hold("m@2");
    // When
    activate("d", 2, "m@2");
    await().until(() -> source.loads().contains("m@2"));
    // Then
    assertThat(inForce("d")).isEqualTo("1.0.0");
    assertThat(models.names()).containsExactly("m@1");
    assertThat(adoption.waiting()).hasSize(1);
    assertThat(adoption.notes().get("waiting policy for d"))
        .contains("p@2.0.0", "waits until its models are loaded: m@2");
    assertThat(adoption.refused()).isEmpty();
    source.release("m@2");
    awaitInForce("d", "2.0.0");
    await().until(() -> records.audit().size() == 2);
    assertThat(adoption.notes()).isEmpty();
    assertThat(count("ACTIVATED")).isEqualTo(2);
  }

  @Test
  void shouldTakeAPolicyAtOnceWhoseModelsAreLoaded() {
    // Given
    activate("d", 1, "m@1");
    awaitInForce("d", "1.0.0");
    // When
    activate("d", 2, "m@1");
    // Then
    assertThat(inForce("d")).isEqualTo("2.0.0");
  }

  @Test
  void shouldRefuseAPolicyWhoseModelCannotBeLoadedAndGoOnWithTheOldOne() {
    // Given
    activate("d", 1, "m@1");
    awaitInForce("d", "1.0.0");
    source.fail("m@2", new ModelLoadException("a golden row comes out differently", null));
    // When
    activate("d", 2, "n@1", "m@2");
    await().until(() -> records.audit().size() == 2);
    // Then
    assertThat(inForce("d")).isEqualTo("1.0.0");
    assertThat(adoption.notes())
        .containsExactly(Map.entry("refused policy for d", "a golden row comes out differently"));
    assertThat(count("REFUSED")).isEqualTo(1);
    assertThat(records.audit().get(records.audit().size() - 1))
        .satisfies(
            event -> {
              assertThat(event.kind()).isEqualTo(AuditEvent.Kind.POLICY_REFUSED);
              assertThat(event.description()).contains("a golden row comes out differently");
              assertThat(event.details()).containsEntry("version", "2.0.0");
            });
    await().until(() -> models.names().size() == 1);
    assertThat(models.names()).containsExactly("m@1");
    assertThat(source.scorer("n@1").closings()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAPolicyThatDeclaresAFeatureOtherwiseThanItsModelReadsIt() {
    // Given
    activate("d", 1, "m@1");
    awaitInForce("d", "1.0.0");
    source.reads("m@2", new NumericInput("amount", NumberRule.PLAIN, null, false));
    // When
    activate("d", document("d", 2, "m@2") + "features: {amount: {type: TEXT}}\n");
    await().until(() -> records.audit().size() == 2);
    // Then
    assertThat(inForce("d")).isEqualTo("1.0.0");
    assertThat(records.audit().get(records.audit().size() - 1).description())
        .contains("feature 'amount' is TEXT in the policy, and model 'm@2' reads NUMBER");
    activate("d", document("d", 3, "m@2") + "features: {amount: {type: NUMBER}}\n");
    awaitInForce("d", "3.0.0");
  }

  @Test
  void shouldRefuseAPolicyAtOnceWhoseModelIsNotThere() {
    // When
    activate("d", 1, "x@1");
    // Then
    assertThat(adoption.refused().get("d")).contains("model 'x@1', which is not there");
    assertThat(source.loads()).isEmpty();
  }

  @Test
  void shouldNotComeBackToAPolicyThatWasOvertakenWhileItWaited() {
    // Given
    activate("d", 1, "m@1");
    awaitInForce("d", "1.0.0");
    source.hold("m@2");
    activate("d", 2, "m@2");
    await().until(() -> source.loads().contains("m@2"));
    // When
    activate("d", 1, "m@1");
    source.release("m@2");
    // Then
    await().until(() -> source.loads().contains("m@2") && adoption.waiting().isEmpty());
    activate("e", 1, "n@1");
    awaitInForce("e", "1.0.0");
    assertThat(inForce("d")).isEqualTo("1.0.0");
    assertThat(models.names()).containsExactlyInAnyOrder("m@1", "n@1");
    assertThat(source.scorer("m@2").closings()).isEqualTo(1);
  }

  @Test
  void shouldLetAnotherDomainChangeWhileOneWaits() {
    // Given
    source.hold("n@1");
    activate("d", 1, "m@2", "n@1");
    await().until(() -> source.loads().contains("n@1"));
    // When a policy comes that needs no model, and the one that waits has got one of its two
    activate("e", 1);
    // Then
    assertThat(inForce("e")).isEqualTo("1.0.0");
    assertThat(models.names()).containsExactly("m@2");
    source.release("n@1");
    awaitInForce("d", "1.0.0");
    assertThat(source.loads()).containsExactly("m@2", "n@1");
  }

  @Test
  void shouldKeepTheModelsOfTheVersionBeforeForARollbackAndLetGoOfOlderOnes() {
    // Given
    for (int version = 1; version <= 3; version++) {
      publish("d", version, "m@" + version);
      activate("d", version, "m@" + version);
      awaitInForce("d", version + ".0.0");
    }
    await().until(() -> !models.names().contains("m@1"));
    // Then
    assertThat(models.names()).containsExactlyInAnyOrder("m@2", "m@3");
    assertThat(source.scorer("m@1").closings()).isEqualTo(1);
    assertThat(continues("d", 2, "m@2")).isEqualTo("2.0.0");
    assertThat(continues("d", 1, "m@1")).as("its model is gone").isEqualTo("3.0.0");
    // When
    activate("d", 2, "m@2");
    // Then
    assertThat(inForce("d")).isEqualTo("2.0.0");
    assertThat(source.loads()).containsExactly("m@1", "m@2", "m@3");
  }

  @Test
  void shouldHoldCasesOfAVersionThatIsInForceElsewhereUntilItsModelIsLoaded() {
    // Given
    activate("d", 1, "m@1");
    awaitInForce("d", "1.0.0");
    source.hold("m@2");
    // When
    activate("d", 2, "m@2");
    // Then
    assertThat(inForce("d")).isEqualTo("1.0.0");
    assertThat(continues("d", 2, "m@2")).isEqualTo("2.0.0");
    assertThat(models.isExpected("m@2")).isTrue();
    source.release("m@2");
    awaitInForce("d", "2.0.0");
    await().until(() -> !models.isExpected("m@2"));
  }

  @Test
  void shouldHoldNoCaseOfAVersionThatWasRefused() {
    // Given
    activate("d", 1, "m@1");
    awaitInForce("d", "1.0.0");
    source.fail("m@2", new ModelLoadException("libtorch refuses it", null));
    // When
    activate("d", 2, "m@2");
    // Then
    await().until(() -> !models.isExpected("m@2"));
    assertThat(continues("d", 2, "m@2")).isEqualTo("1.0.0");
  }

  @Test
  void shouldSendNoCaseToAPublishedVersionWhoseModelsAreNotLoaded() {
    // Given
    activate("d", 1, "m@1");
    awaitInForce("d", "1.0.0");
    // When
    publish("d", 2, "m@2");
    publish("d", 3, "m@1");
    // Then
    assertThat(continues("d", 2, "m@2")).isEqualTo("1.0.0");
    assertThat(continues("d", 3, "m@1")).isEqualTo("3.0.0");
    assertThat(source.loads()).containsExactly("m@1");
  }

  @Test
  void shouldBeReadyBeforeTheFirstRecordAndLoadOnlyWhatIsStillNeeded() {
    // When
    TopicPartition partition = new TopicPartition(PolicyRecords.TOPIC, 0);
    topic.onRestoreStart(partition, Store.POLICIES.storeName(), 0, 3);
    activate("d", 1, "m@1");
    activate("d", 2, "m@2");
    activate("d", 3, "m@3");
    topic.onRestoreEnd(partition, Store.POLICIES.storeName(), 3);
    // Then
    assertThat(inForce("d")).isEqualTo("3.0.0");
    assertThat(source.loads()).containsExactly("m@3");
    assertThat(count("ACTIVATED")).isEqualTo(1);
  }

  @Test
  void shouldComeBackUnderTheLastGoodPolicyAndSayWhatIsWrongWithTheNewest() {
    // Given
    source.fail("m@3", new ModelLoadException("libtorch refuses it", null));
    TopicPartition partition = new TopicPartition(PolicyRecords.TOPIC, 0);
    // When
    topic.onRestoreStart(partition, Store.POLICIES.storeName(), 0, 4);
    activate("d", 1, "m@1");
    activate("d", 2, "m@2");
    activate("d", 5, "x@1");
    activate("d", 3, "m@3");
    topic.onRestoreEnd(partition, Store.POLICIES.storeName(), 4);
    // Then
    assertThat(inForce("d")).isEqualTo("2.0.0");
    assertThat(adoption.refused()).containsEntry("d", "libtorch refuses it");
    assertThat(source.loads()).containsExactly("m@3", "m@2");
  }

  private void awaitInForce(String domain, String version) {
    await().until(() -> policies.forDomain(domain).isPresent() && inForce(domain).equals(version));
  }

  private String inForce(String domain) {
    return policies.forDomain(domain).orElseThrow().ref().version();
  }

  private String continues(String domain, int version, String model) {
    Policy begun = policy(document(domain, version, model));
    return policies.toContinue(begun.ref(), domain).orElseThrow().ref().version();
  }

  private double count(String result) {
    return records.count(result);
  }

  private void activate(String domain, int version, String... names) {
    activate(domain, document(domain, version, names));
  }

  private void activate(String domain, String document) {
    records.activate(topic, domain, document);
  }

  private void publish(String domain, int version, String... names) {
    records.publish(topic, domain, document(domain, version, names));
  }

  private static String document(String domain, int version, String... names) {
    StringBuilder document =
        new StringBuilder(
            """
            format: backstop-policy/1
            name: p
            version: %d.0.0
            domain: %s
            owner: o
            deadline: 1h
            ladder:
            """
                .formatted(version, domain));
    for (String name : names) {
      document.append(
          "  - {tier: '%s', kind: model, model: %s, threshold: 0.5, budget: 10ms}\n"
              .formatted(name, name));
    }
    return document.append("  - {tier: c, kind: default, label: \"no\"}\n").toString();
  }
}
