package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyKey;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.registry.PolicyMapper;
import dev.backstop.registry.RegistryUnavailableException;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.adopt.AdoptStage;
import dev.backstop.v1.PolicyDocument;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 *
 * <p>While records are answered, a policy whose models are not loaded waits for them, and what was
 * in force before stays meanwhile. At start nothing is answered yet, and the models are waited for.
 */
final class Adoption implements AdoptStage.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);
  private static final long RETRY_MILLIS = 1_000;

  /** How long cases that were begun elsewhere under a version wait for its models here. */
  private static final long HOLD_MILLIS = 30_000;

  private final Assembly assembly;
  private final WireCodec.Factory codecs;
  private final PolicyCheck check;
  private final Activations activations;
  private final PolicyModels models;
  private final PolicyNews news;
  private final NotInForce notInForce;

  private final ScheduledExecutorService retries =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("policies"));

  /** The offset of the newest record by its key: a retry must not undo what came after it. */
  private final Map<String, Long> newest = new ConcurrentSkipListMap<>();

  /** Whether no record is answered yet. */
  private boolean starting;

  Adoption(
      BackstopConfig config,
      Assembly assembly,
      WireCodec.Factory codecs,
      Consumer<AuditEvent> audit,
      InstantSource clock,
      Telemetry telemetry) {
    this.assembly = assembly;
    this.codecs = codecs;
    this.check = new PolicyCheck(config, assembly);
    this.activations = new Activations(assembly.trusted(), assembly.policies(), codecs, clock);
    this.models = new PolicyModels(config.role(), assembly.policies(), assembly.shelf());
    this.news = new PolicyNews(config.instanceId(), audit, clock, telemetry);
    this.notInForce = new NotInForce(assembly.policies(), models);
  }

  /** Why what should be in force is not, by domain; empty if all is well. */
  Map<String, String> refused() {
    return notInForce.refused();
  }

  /** The policies that wait for their models. */
  Collection<Policy> waiting() {
    return notInForce.waiting();
  }

  /** What there is to say, for people, of policies that should be in force and are not. */
  Map<String, String> notes() {
    return notInForce.notes();
  }

  @Override
  public void changed(String key, byte @Nullable [] value, SourcePosition at) {
    newest.put(key, at.offset());
    attempt(key, value, at);
  }

  /** Takes note of what the topic has under a key, before any of it is taken. */
  synchronized void foresee(String key, List<PoliciesAtStart.Heard> heard) {
    heard.forEach(one -> activations.foresee(key, one.value(), one.at()));
  }

  /**
   * Takes what the topic has under a key before the first request is read. If the newest record
   * cannot be worked by, the one before it stays in force, as it did when the newest one came.
   *
   * @param heard the records, the newest last
   */
  synchronized void start(String key, List<PoliciesAtStart.Heard> heard) {
    PolicyKey of = PolicyKey.parse(key);
    starting = true;
    try {
      int last = heard.size() - 1;
      changed(key, heard.get(last).value(), heard.get(last).at());
      String why = notInForce.refusal(of.domain());
      if (why != null && of.sha256().isEmpty()) {
        for (int i = last - 1; i >= 0 && notInForce.refusal(of.domain()) != null; i--) {
          guarded(key, heard.get(i).value(), heard.get(i).at());
        }
        notInForce.refuse(of.domain(), why);
      }
    } finally {
      starting = false;
    }
  }

  @Override
  public void close() {
    retries.shutdownNow();
  }

  private synchronized void attempt(String key, byte @Nullable [] value, SourcePosition at) {
    if (isNewest(key, at)) {
      Policy overtaken = notInForce.waitsNoLonger(key);
      if (overtaken != null) {
        models.holdNoLonger(overtaken);
      }
      guarded(key, value, at);
    }
  }

  private boolean isNewest(String key, SourcePosition at) {
    return newest.getOrDefault(key, at.offset()) <= at.offset();
  }

  private void guarded(String key, byte @Nullable [] value, SourcePosition at) {
    PolicyKey of = PolicyKey.parse(key);
    try {
      take(of, value, at);
    } catch (RegistryUnavailableException e) {
      LOG.warn("event=policy_waits cause=registry key={} offset={}", of, at.offset());
      notInForce.refuse(of.domain(), "the schema registry does not answer; it is tried again");
      var unused =
          retries.schedule(() -> attempt(key, value, at), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      // The global thread would end, and the instance with it.
      refuse(of, List.of("it cannot be checked: " + e.getClass().getName()), null, at);
    }
  }

  private void take(PolicyKey key, byte @Nullable [] value, SourcePosition at) {
    activations.readAhead();
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
    List<String> problems = new ArrayList<>();
    Policy policy = check.read(key, published, problems);
    activations.heard(key, published, at);
    if (key.sha256().isEmpty()) {
      problems.addAll(activations.problems(key.domain(), published, at));
    }
    boolean sound = policy != null && problems.isEmpty();
    if (key.sha256().isPresent()) {
      // Known, so that a request begun under it can be ended under it.
      if (policy != null && sound) {
        models.published(policy);
      }
    } else if (policy != null && sound) {
      adopt(key, policy, published, at);
    } else {
      refuse(key, problems, published, at);
    }
  }

  private void adopt(PolicyKey key, Policy policy, PublishedPolicy published, SourcePosition at) {
    Set<String> needed = models.needed(policy);
    ModelShelf shelf = assembly.shelf();
    List<String> missing = shelf.missing(needed);
    if (!missing.isEmpty() || shelf.has(needed)) {
      finish(key, policy, published, at, missing);
    } else if (starting) {
      finish(key, policy, published, at, shelf.load(needed));
    } else {
      LOG.info("event=policy_waits cause=models policy={}", policy.ref().toLineage());
      notInForce.await(policy);
      models.hold(policy);
      var unused = retries.schedule(() -> holdNoLonger(policy), HOLD_MILLIS, TimeUnit.MILLISECONDS);
      shelf.loadLater(
          needed,
          () -> isNewest(key.domain(), at),
          problems -> loaded(key, policy, published, at, problems));
    }
  }

  private synchronized void holdNoLonger(Policy policy) {
    models.holdNoLonger(policy);
    models.settle(notInForce.waiting());
  }

  private synchronized void loaded(
      PolicyKey key,
      Policy policy,
      PublishedPolicy published,
      SourcePosition at,
      List<String> problems) {
    if (isNewest(key.domain(), at)) {
      Policy unused = notInForce.waitsNoLonger(key.domain());
      models.holdNoLonger(policy);
      finish(key, policy, published, at, problems);
    } else {
      models.settle(notInForce.waiting());
    }
  }

  private void finish(
      PolicyKey key,
      Policy policy,
      PublishedPolicy published,
      SourcePosition at,
      List<String> problems) {
    List<String> all = problems.isEmpty() ? check.misfits(policy) : problems;
    if (all.isEmpty()) {
      activate(policy, published, at);
    } else {
      refuse(key, all, published, at);
    }
    models.settle(notInForce.waiting());
  }

  private void activate(Policy policy, PublishedPolicy published, SourcePosition at) {
    boolean changes =
        assembly.policies().all().stream().noneMatch(now -> now.ref().equals(policy.ref()));
    String before =
        assembly
            .policies()
            .forDomain(policy.domain())
            .map(now -> now.ref().toLineage())
            .orElse(null);
    models.activate(policy);
    activations.activated(policy.domain(), published);
    notInForce.settled(policy.domain());
    LOG.info(
        "event=policy_activated policy={} domain={} by={}",
        policy.ref().toLineage(),
        policy.domain(),
        PolicyNews.activatedBy(published));
    if (changes) {
      news.activated(policy, published, before, at);
    }
  }

  private void refuse(
      PolicyKey key,
      List<String> problems,
      @Nullable PublishedPolicy published,
      SourcePosition at) {
    String why = String.join("; ", problems);
    LOG.warn("event=policy_refused key={} offset={} why={}", key, at.offset(), why);
    if (key.sha256().isEmpty()) {
      notInForce.refuse(key.domain(), why);
      news.refused(why, key.domain(), published, at);
    }
  }
}
