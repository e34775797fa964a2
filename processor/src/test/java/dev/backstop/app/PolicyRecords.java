package dev.backstop.app;

import static dev.backstop.config.PolicyTexts.policy;

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
import dev.backstop.signing.TrustedKeys;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.adopt.AdoptStage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records of the policies topic, in the order in which they are made, and what is told of them. */
final class PolicyRecords {

  static final String TOPIC = "backstop.policies";
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  static final String DOCUMENT =
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
  private final List<AuditEvent> audit = new CopyOnWriteArrayList<>();
  private long offset;

  InMemoryAvro avro() {
    return avro;
  }

  List<AuditEvent> audit() {
    return audit;
  }

  /** An adoption where no policy may name a model. */
  Adoption adoption(Policies policies, TrustedKeys trusted) {
    Models none = new Models(List.of());
    PackagedModels source = new PackagedModels(new DjlModels(), Map.of(), null, config().models());
    return adoption(policies, none, new ModelShelf(source, none), trusted);
  }

  Adoption adoption(Policies policies, Models models, ModelShelf shelf, TrustedKeys trusted) {
    return new Adoption(
        config(),
        new Assembly(
            policies,
            models,
            shelf,
            new ControlKeys(trusted, TrustedKeys.of(Map.of())),
            null,
            TrustedKeys.of(Map.of()),
            1),
        avro.codecs(),
        audit::add,
        InstantSource.fixed(NOW),
        new Telemetry(meters));
  }

  /** How many changes of policies have come to that. */
  double count(String result) {
    return meters.get(Meter.POLICY_CHANGES.meterName()).tag("result", result).counter().count();
  }

  /** Puts a policy in force, without a signature. */
  void activate(AdoptStage.Listener listener, String domain, String document) {
    PublishedPolicy.Activation activation =
        new PublishedPolicy.Activation("olga", "a test", NOW, null);
    listener.changed(domain, encoded(published(document).activated(activation)), next());
  }

  /** Makes a version known. */
  void publish(AdoptStage.Listener listener, String domain, String document) {
    PublishedPolicy policy = published(document);
    listener.changed(
        PolicyKey.version(domain, policy.sha256()).toString(), encoded(policy), next());
  }

  /** What the command line makes of a document, which may have a deadline that is none. */
  static PublishedPolicy published(String document) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    Policy policy = policy(document.replace("soon", "1h"));
    return new PublishedPolicy(
        policy.ref().name(),
        policy.ref().version(),
        PolicyReader.sha256(bytes),
        bytes,
        "ada",
        null,
        null,
        null,
        NOW,
        null);
  }

  byte[] encoded(PublishedPolicy policy) {
    return avro.serializer().serialize(TOPIC, PolicyMapper.toAvro(policy));
  }

  SourcePosition next() {
    return new SourcePosition(TOPIC, 0, offset++);
  }

  private static BackstopConfig config() {
    return ConfigLoader.load(
        null,
        Map.of(
            "BACKSTOP_KAFKA_BOOTSTRAP_SERVERS",
            "b:1",
            "BACKSTOP_REGISTRY_URL",
            "http://127.0.0.1:1"));
  }
}
