package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.config.PolicyReader;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyKey;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.registry.PolicyMapper;
import dev.backstop.registry.RegistryUnavailableException;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.adopt.AdoptStage;
import dev.backstop.v1.PolicyDocument;
import dev.backstop.yaml.Problems;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts policies of the policies topic in force, if they are sound: what was in force before stays
 * where one is not. The check is the one at start, so an instance that was started with a policy
 * would have taken it, and the other way round.
 */
final class Adoption implements AdoptStage.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);
  private static final long RETRY_MILLIS = 1_000;

  private final BackstopConfig config;
  private final Assembly assembly;
  private final WireCodec.Factory codecs;
  private final Consumer<AuditEvent> audit;
  private final InstantSource clock;
  private final Telemetry telemetry;

  /** By domain, why the version that should be in force is not. */
  private final Map<String, String> refused = new ConcurrentSkipListMap<>();

  private final ScheduledExecutorService retries =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "backstop-policies");
            thread.setDaemon(true);
            return thread;
          });

  /** The offset of the newest record by its key: a retry must not undo what came after it. */
  private final Map<String, Long> newest = new ConcurrentSkipListMap<>();

  Adoption(
      BackstopConfig config,
      Assembly assembly,
      WireCodec.Factory codecs,
      Consumer<AuditEvent> audit,
      InstantSource clock,
      Telemetry telemetry) {
    this.config = config;
    this.assembly = assembly;
    this.codecs = codecs;
    this.audit = audit;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /** Why what should be in force is not, by domain; empty if all is well. */
  Map<String, String> refused() {
    return Map.copyOf(refused);
  }

  @Override
  public void changed(String key, byte @Nullable [] value, SourcePosition at) {
    newest.put(key, at.offset());
    attempt(key, value, at);
  }

  @Override
  public void close() {
    retries.shutdownNow();
  }

  private synchronized void attempt(String key, byte @Nullable [] value, SourcePosition at) {
    if (newest.getOrDefault(key, at.offset()) > at.offset()) {
      return;
    }
    PolicyKey of = PolicyKey.parse(key);
    try {
      take(of, value, at);
    } catch (RegistryUnavailableException e) {
      LOG.warn("event=policy_waits cause=registry key={} offset={}", of, at.offset());
      refused.put(of.domain(), "the schema registry does not answer; it is tried again");
      var unused =
          retries.schedule(() -> attempt(key, value, at), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      // The global thread would end, and the instance with it.
      refuse(of, List.of("it cannot be checked: " + e.getClass().getName()), null, at);
    }
  }

  private void take(PolicyKey key, byte @Nullable [] value, SourcePosition at) {
    if (value == null) {
      if (key.sha256().isEmpty()) {
        LOG.warn("event=policy_withdrawn domain={}: what is in force stays", key.domain());
      }
      return;
    }
    WireCodec.Decoded<PolicyDocument> decoded;
    try (WireCodec codec = codecs.create()) {
      decoded = codec.decode(at.topic(), value, PolicyDocument.class);
    }
    if (decoded instanceof WireCodec.Unreadable<PolicyDocument> unreadable) {
      refuse(key, List.of(unreadable.why()), null, at);
      return;
    }
    PublishedPolicy published =
        PolicyMapper.fromAvro(((WireCodec.Read<PolicyDocument>) decoded).record());
    List<String> problems = new ArrayList<>(assembly.trusted().problems(published));
    Policy policy = sound(key, published, problems);
    if (key.sha256().isPresent()) {
      // Known, so that a request begun under it can be ended under it.
      if (policy != null && problems.isEmpty()) {
        assembly.policies().remember(policy);
      }
      return;
    }
    if (policy != null) {
      problems.addAll(misfits(policy));
    }
    if (policy == null || !problems.isEmpty()) {
      refuse(key, problems, published, at);
    } else {
      activate(policy, published, at);
    }
  }

  /** The policy in the document, or null if there are problems. */
  private static @Nullable Policy sound(
      PolicyKey key, PublishedPolicy published, List<String> problems) {
    String sha256 = PolicyReader.sha256(published.document());
    if (!sha256.equals(published.sha256()) || !key.sha256().orElse(sha256).equals(sha256)) {
      problems.add("its document does not have the SHA-256 that it is published with");
    }
    Problems found = new Problems();
    Policy policy =
        PolicyReader.parse(
                published.name() + '@' + published.version(), published.document(), found)
            .orElse(null);
    problems.addAll(found.all());
    if (policy == null) {
      return null;
    }
    if (!policy.domain().equals(key.domain())) {
      problems.add(
          "it is for domain '"
              + policy.domain()
              + "' and was published for '"
              + key.domain()
              + "'");
    }
    if (!policy.ref().name().equals(published.name())
        || !policy.ref().version().equals(published.version())) {
      problems.add("its name or version is not the one that it is published under");
    }
    return policy;
  }

  /** What keeps this instance from working by the policy. */
  private List<String> misfits(Policy policy) {
    Policies then = assembly.policies().with(policy);
    List<String> problems =
        new ArrayList<>(LadderModels.problems(config.role(), then, assembly.shelf().labels()));
    problems.addAll(Consistency.problems(config, then, assembly.partitions()));
    if (problems.isEmpty()) {
      LadderModels.neededBy(config.role(), then).stream()
          .filter(model -> assembly.models().byName(model).isEmpty())
          .forEach(model -> assembly.shelf().load(model, assembly.models(), problems));
    }
    return problems;
  }

  private void activate(Policy policy, PublishedPolicy published, SourcePosition at) {
    boolean changes =
        assembly.policies().all().stream().noneMatch(now -> now.ref().equals(policy.ref()));
    assembly.policies().activate(policy);
    refused.remove(policy.domain());
    PublishedPolicy.Activation activation = published.activation();
    String by = activation == null ? published.author() : activation.by();
    LOG.info(
        "event=policy_activated policy={} domain={} by={}",
        policy.ref().toLineage(),
        policy.domain(),
        by);
    if (changes) {
      telemetry.policyChanged(Telemetry.PolicyResult.ACTIVATED);
      note(
          AuditEvent.Kind.POLICY_ACTIVATED,
          by,
          "policy " + policy.ref().toLineage() + " is in force",
          policy.domain(),
          published,
          at);
    }
  }

  private void refuse(
      PolicyKey key,
      List<String> problems,
      @Nullable PublishedPolicy published,
      SourcePosition at) {
    String why = String.join("; ", problems);
    LOG.warn("event=policy_refused key={} offset={} why={}", key, at.offset(), why);
    if (key.sha256().isPresent()) {
      return;
    }
    refused.put(key.domain(), why);
    telemetry.policyChanged(Telemetry.PolicyResult.REFUSED);
    note(
        AuditEvent.Kind.POLICY_REFUSED,
        published == null ? null : published.author(),
        "the policy was refused, and what was in force before stays: " + why,
        key.domain(),
        published,
        at);
  }

  private void note(
      AuditEvent.Kind kind,
      @Nullable String actor,
      String description,
      String domain,
      @Nullable PublishedPolicy published,
      SourcePosition at) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("domain", domain);
    details.put("instance", config.instanceId());
    if (published != null) {
      details.put("version", published.version());
      details.put("sha256", published.sha256());
      PublishedPolicy.Activation activation = published.activation();
      if (activation != null) {
        details.put("why", activation.why());
        details.put("activatedAt", activation.at().toString());
      }
    }
    audit.accept(new AuditEvent(kind, null, actor, description, details, at, clock.instant()));
  }
}
