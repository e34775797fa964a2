package dev.backstop.topology;

import dev.backstop.control.ControlBoard;
import dev.backstop.decision.Case;
import dev.backstop.model.Models;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Tier;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.adopt.AdoptStage;
import dev.backstop.topology.batch.BatchStage;
import dev.backstop.topology.emit.EmitStage;
import dev.backstop.topology.ingest.DeduplicateStage;
import dev.backstop.topology.ingest.IngestStage;
import dev.backstop.topology.judge.JudgeStage;
import dev.backstop.topology.names.Node;
import dev.backstop.topology.names.Role;
import dev.backstop.topology.names.Store;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.read.RecordReader;
import dev.backstop.topology.resolve.ResolveStage;
import dev.backstop.topology.review.ReviewStage;
import dev.backstop.topology.route.RouteStage;
import dev.backstop.topology.score.ScoreStage;
import dev.backstop.topology.shadow.ShadowStage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/** The path of a record, as a topology. */
public final class FallbackTopology {

  /**
   * What the topology needs to know.
   *
   * @param partitions of the topics, by which a misplaced request is known; 0 if that is not known
   * @param duplicateWindow how long a request id is remembered
   * @param maxRequestBytes larger requests are set aside
   * @param maxRecordBytes the most a record we write may have
   */
  public record Settings(
      Role role,
      String applicationId,
      String prefix,
      Duration duplicateWindow,
      int partitions,
      int maxRequestBytes,
      int maxRecordBytes,
      ResolveStage.Settings reviews) {}

  private final Settings settings;
  private final Policies policies;
  private final ControlBoard controls;
  private final Models models;
  private final WireCodec.Factory codecs;
  private final InstantSource clock;
  private final Telemetry telemetry;

  public FallbackTopology(
      Settings settings,
      Policies policies,
      ControlBoard controls,
      Models models,
      WireCodec.Factory codecs,
      InstantSource clock,
      Telemetry telemetry) {
    this.settings = settings;
    this.policies = policies;
    this.controls = controls;
    this.models = models;
    this.codecs = codecs;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /**
   * The order of the steps. A role that this instance does not run leaves its part out; the topics
   * between the parts stay.
   *
   * @param policyChanges is told of each policy that is published
   * @param controlChanges is told of each control that is published
   * @param evidence is told of what is found about candidates
   */
  public Topology build(
      AdoptStage.Listener policyChanges,
      AdoptStage.Listener controlChanges,
      AdoptStage.Listener evidence) {
    Topology topology = new Topology();
    if (settings.role().includes(Role.PRIMARY)) {
      ingest(topology, Role.PRIMARY, Node.DEDUPLICATE, Topic.REQUESTS);
      deduplicate(topology, Role.PRIMARY, Node.INGEST);
      score(topology, Role.PRIMARY, Node.DEDUPLICATE, FallbackTopology::isFirst);
      route(topology, Role.PRIMARY, Node.SCORE);
      review(topology, Role.PRIMARY, Node.ROUTE);
      emit(
          topology,
          Role.PRIMARY,
          Node.INGEST,
          Node.DEDUPLICATE,
          Node.SCORE,
          Node.ROUTE,
          Node.REVIEW);
      sinks(
          topology,
          Role.PRIMARY,
          Topic.DECISIONS,
          Topic.REQUESTS,
          Topic.SECONDARY,
          Topic.REVIEWS,
          Topic.DEAD_LETTERS,
          Topic.AUDIT,
          Topic.FEEDBACK,
          Topic.SHADOW);
    }
    if (settings.role().includes(Role.SECONDARY)) {
      ingest(topology, Role.SECONDARY, Node.SCORE, Topic.SECONDARY);
      score(topology, Role.SECONDARY, Node.INGEST, FallbackTopology::isAny);
      route(topology, Role.SECONDARY, Node.SCORE);
      review(topology, Role.SECONDARY, Node.ROUTE);
      emit(topology, Role.SECONDARY, Node.INGEST, Node.SCORE, Node.ROUTE, Node.REVIEW);
      sinks(
          topology,
          Role.SECONDARY,
          Topic.DECISIONS,
          Topic.SECONDARY,
          Topic.REVIEWS,
          Topic.DEAD_LETTERS,
          Topic.FEEDBACK,
          Topic.SHADOW);
    }
    if (settings.role().includes(Role.REVIEW)) {
      ingest(topology, Role.REVIEW, Node.RESOLVE, Topic.REVIEWS, Topic.VERDICTS);
      resolve(topology, Role.REVIEW, Node.INGEST);
      emit(topology, Role.REVIEW, Node.INGEST, Node.RESOLVE);
      sinks(
          topology,
          Role.REVIEW,
          Topic.DECISIONS,
          Topic.VERDICTS,
          Topic.DEAD_LETTERS,
          Topic.AUDIT,
          Topic.FEEDBACK);
    }
    if (settings.role().includes(Role.SHADOW)) {
      ingest(
          topology, Role.SHADOW, Node.COMPARE, Topic.SHADOW, Topic.FEEDBACK, Topic.COMPARISONS);
      compare(topology, Role.SHADOW, Node.INGEST);
      judge(topology, Role.SHADOW, Node.COMPARE);
      emit(topology, Role.SHADOW, Node.INGEST, Node.COMPARE, Node.JUDGE);
      sinks(
          topology,
          Role.SHADOW,
          Topic.COMPARISONS,
          Topic.EVIDENCE,
          Topic.DEAD_LETTERS,
          Topic.AUDIT);
    }
    if (settings.role() != Role.REVIEW) {
      // Last, so that the numbers of the other parts, and with them their state, stay as they were.
      adopt(topology, Topic.POLICIES, Store.POLICIES, Node.ADOPT, policyChanges);
      adopt(topology, Topic.CONTROLS, Store.CONTROLS, Node.ADOPT_CONTROLS, controlChanges);
      adopt(topology, Topic.EVIDENCE, Store.RULINGS, Node.ADOPT_EVIDENCE, evidence);
    }
    return topology;
  }

  /**
   * What happens to a poll of the main consumer before its records enter the topology; without
   * topics where this instance asks no model.
   */
  public BatchStage.Plan batches() {
    Map<String, BatchStage.Served> topics = new HashMap<>();
    if (settings.role().includes(Role.PRIMARY)) {
      readers(Role.PRIMARY, Topic.REQUESTS)
          .forEach(
              (topic, reader) ->
                  topics.put(topic, new BatchStage.Served(reader, FallbackTopology::isFirst)));
    }
    if (settings.role().includes(Role.SECONDARY)) {
      readers(Role.SECONDARY, Topic.SECONDARY)
          .forEach(
              (topic, reader) ->
                  topics.put(topic, new BatchStage.Served(reader, FallbackTopology::isAny)));
    }
    return new BatchStage.Plan(topics, models, codecs, clock, telemetry);
  }

  private Map<String, RecordReader> readers(Role role, Topic... topics) {
    // What the topology wrote itself may be larger than a request by its attempts.
    int most = role == Role.PRIMARY ? settings.maxRequestBytes() : settings.maxRecordBytes();
    return RecordReader.of(List.of(topics), settings.prefix(), most, policies, controls);
  }

  private void ingest(Topology topology, Role role, String next, Topic... topics) {
    String[] sources = new String[topics.length];
    for (int i = 0; i < topics.length; i++) {
      sources[i] = role.node(Node.from(topics[i]));
      // Requests sent before the first start are answered like any other.
      topology.addSource(
          AutoOffsetReset.earliest(),
          sources[i],
          new ByteArrayDeserializer(),
          new ByteArrayDeserializer(),
          topics[i].with(settings.prefix()));
    }
    topology.addProcessor(
        role.node(Node.INGEST),
        IngestStage.supplier(
            readers(role, topics),
            role.node(Node.INGEST),
            role.node(next),
            role.node(Node.EMIT),
            role == Role.PRIMARY ? settings.partitions() : 0,
            codecs,
            clock,
            telemetry),
        sources);
  }

  private void adopt(
      Topology topology, Topic topic, Store store, String node, AdoptStage.Listener changes) {
    topology.addGlobalStore(
        AdoptStage.store(store),
        Node.from(topic),
        new StringDeserializer(),
        new ByteArrayDeserializer(),
        topic.with(settings.prefix()),
        node,
        AdoptStage.supplier(store, changes));
  }

  private void deduplicate(Topology topology, Role role, String parent) {
    topology.addProcessor(
        role.node(Node.DEDUPLICATE),
        DeduplicateStage.supplier(
            settings.duplicateWindow(),
            role.node(Node.SCORE),
            role.node(Node.EMIT),
            clock,
            telemetry),
        role.node(parent));
  }

  private void score(
      Topology topology, Role role, String parent, BiPredicate<Case, Tier.Asking> serves) {
    topology.addProcessor(
        role.node(Node.SCORE),
        ScoreStage.supplier(
            role.node(Node.ROUTE), role.node(Node.EMIT), models, serves, clock, telemetry),
        role.node(parent));
  }

  private void route(Topology topology, Role role, String parent) {
    topology.addProcessor(
        role.node(Node.ROUTE),
        RouteStage.supplier(role.node(Node.REVIEW), role.node(Node.EMIT), clock, telemetry),
        role.node(parent));
  }

  private void review(Topology topology, Role role, String parent) {
    topology.addProcessor(role.node(Node.REVIEW), ReviewStage.supplier(clock), role.node(parent));
  }

  private void resolve(Topology topology, Role role, String parent) {
    topology.addProcessor(
        role.node(Node.RESOLVE),
        ResolveStage.supplier(
            settings.reviews(), role.node(Node.RESOLVE), codecs, clock, telemetry),
        role.node(parent));
  }

  private void compare(Topology topology, Role role, String parent) {
    topology.addProcessor(
        role.node(Node.COMPARE),
        ShadowStage.supplier(
            settings.reviews().retention(),
            role.node(Node.JUDGE),
            role.node(Node.EMIT),
            models,
            clock,
            telemetry.candidates()),
        role.node(parent));
  }

  private void judge(Topology topology, Role role, String parent) {
    topology.addProcessor(role.node(Node.JUDGE), JudgeStage.supplier(clock), role.node(parent));
  }

  private void emit(Topology topology, Role role, String... parents) {
    String[] nodes = new String[parents.length];
    for (int i = 0; i < parents.length; i++) {
      nodes[i] = role.node(parents[i]);
    }
    EmitStage.Settings emitted =
        new EmitStage.Settings(
            role, settings.applicationId(), settings.prefix(), settings.maxRecordBytes());
    topology.addProcessor(
        role.node(Node.EMIT), EmitStage.supplier(emitted, codecs, clock, telemetry), nodes);
  }

  private void sinks(Topology topology, Role role, Topic... topics) {
    for (Topic topic : topics) {
      topology.addSink(
          role.node(Node.to(topic)),
          topic.with(settings.prefix()),
          new StringSerializer(),
          new ByteArraySerializer(),
          role.node(Node.EMIT));
    }
  }

  /**
   * The primary part asks the first tier alone, rules aside; the others are reached through their
   * topic, so that they cannot slow it.
   */
  private static boolean isFirst(Case on, Tier.Asking tier) {
    return on.policy().indexOf(tier.name()) == on.policy().first();
  }

  private static boolean isAny(Case on, Tier.Asking tier) {
    return true;
  }
}
