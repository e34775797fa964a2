package dev.backstop.topology;

import dev.backstop.control.ControlBoard;
import dev.backstop.decision.Case;
import dev.backstop.model.ModelFaults;
import dev.backstop.model.Models;
import dev.backstop.playbook.Notifier;
import dev.backstop.playbook.Signer;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Tier;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.adopt.AdoptStage;
import dev.backstop.topology.batch.BatchStage;
import dev.backstop.topology.names.Node;
import dev.backstop.topology.names.Role;
import dev.backstop.topology.names.Store;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.read.DrillGate;
import dev.backstop.topology.read.RecordReader;
import dev.backstop.topology.resolve.ResolveStage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
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

  /**
   * What drills need.
   *
   * @param gate says which records are a drill's
   * @param faults asks models for them
   */
  public record Drills(DrillGate gate, ModelFaults faults) {
    /** No record is a drill's. */
    public static Drills none() {
      return new Drills(DrillGate.closed(), ModelFaults.guarded());
    }
  }

  private final Settings settings;
  private final Policies policies;
  private final ControlBoard controls;
  private final Models models;
  private final WireCodec.Factory codecs;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final Drills drills;
  private Notifier notifier = Notifier.NOBODY;
  private Signer signer = Signer.NOBODY;

  /** A topology in which no drills are run. */
  public FallbackTopology(
      Settings settings,
      Policies policies,
      ControlBoard controls,
      Models models,
      WireCodec.Factory codecs,
      InstantSource clock,
      Telemetry telemetry) {
    this(settings, policies, controls, models, codecs, clock, telemetry, Drills.none());
  }

  public FallbackTopology(
      Settings settings,
      Policies policies,
      ControlBoard controls,
      Models models,
      WireCodec.Factory codecs,
      InstantSource clock,
      Telemetry telemetry,
      Drills drills) {
    this.settings = settings;
    this.policies = policies;
    this.controls = controls;
    this.models = models;
    this.codecs = codecs;
    this.clock = clock;
    this.telemetry = telemetry;
    this.drills = drills;
  }

  /** Has notices of playbooks told by that one, from the next topology on. */
  public FallbackTopology telling(Notifier notifier) {
    this.notifier = notifier;
    return this;
  }

  /** Has what playbooks set signed by that one, from the next topology on. */
  public FallbackTopology signing(Signer signer) {
    this.signer = signer;
    return this;
  }

  /**
   * The order of the steps. A role that this instance does not run leaves its part out; the topics
   * between the parts stay.
   *
   * @param policyChanges is told of each policy that is published
   * @param controlChanges is told of each control that is published
   * @param evidence is told of what is found about candidates
   * @param breakers is told of each breaker that moves
   */
  public Topology build(
      AdoptStage.Listener policyChanges,
      AdoptStage.Listener controlChanges,
      AdoptStage.Listener evidence,
      AdoptStage.Listener breakers) {
    Topology topology = new Topology();
    if (settings.role().includes(Role.PRIMARY)) {
      Part primary = part(topology, Role.PRIMARY);
      primary.ingest(Node.DEDUPLICATE, Topic.REQUESTS);
      primary.deduplicate(Node.INGEST);
      primary.score(Node.DEDUPLICATE, FallbackTopology::isFirst);
      primary.route(Node.SCORE);
      primary.review(Node.ROUTE);
      primary.traffic(Node.INGEST);
      primary.emit(
          Node.INGEST, Node.DEDUPLICATE, Node.SCORE, Node.ROUTE, Node.REVIEW, Node.TRAFFIC);
      primary.sinks(
          Topic.DECISIONS,
          Topic.REQUESTS,
          Topic.SECONDARY,
          Topic.REVIEWS,
          Topic.DEAD_LETTERS,
          Topic.AUDIT,
          Topic.FEEDBACK,
          Topic.SHADOW,
          Topic.HEALTH);
    }
    if (settings.role().includes(Role.SECONDARY)) {
      Part secondary = part(topology, Role.SECONDARY);
      secondary.ingest(Node.SCORE, Topic.SECONDARY);
      secondary.score(Node.INGEST, FallbackTopology::isAny);
      secondary.route(Node.SCORE);
      secondary.review(Node.ROUTE);
      secondary.traffic(Node.INGEST);
      secondary.emit(Node.INGEST, Node.SCORE, Node.ROUTE, Node.REVIEW, Node.TRAFFIC);
      secondary.sinks(
          Topic.DECISIONS,
          Topic.SECONDARY,
          Topic.REVIEWS,
          Topic.DEAD_LETTERS,
          Topic.FEEDBACK,
          Topic.SHADOW,
          Topic.HEALTH);
    }
    if (settings.role().includes(Role.REVIEW)) {
      Part review = part(topology, Role.REVIEW);
      review.ingest(Node.RESOLVE, Topic.REVIEWS, Topic.VERDICTS);
      review.resolve(Node.INGEST);
      review.traffic(Node.INGEST);
      review.emit(Node.INGEST, Node.RESOLVE, Node.TRAFFIC);
      review.sinks(
          Topic.DECISIONS,
          Topic.VERDICTS,
          Topic.DEAD_LETTERS,
          Topic.AUDIT,
          Topic.FEEDBACK,
          Topic.HEALTH);
    }
    if (settings.role().includes(Role.SHADOW)) {
      Part shadow = part(topology, Role.SHADOW);
      shadow.ingest(Node.COMPARE, Topic.SHADOW, Topic.FEEDBACK, Topic.COMPARISONS);
      shadow.compare(Node.INGEST, policies);
      shadow.judge(Node.COMPARE, policies);
      shadow.emit(Node.INGEST, Node.COMPARE, Node.JUDGE);
      shadow.sinks(
          Topic.COMPARISONS, Topic.EVIDENCE, Topic.DEAD_LETTERS, Topic.AUDIT, Topic.HEALTH);
    }
    if (settings.role().includes(Role.GUARD)) {
      // A part of its own: reports must not wait behind a model that is slow.
      Part guard = part(topology, Role.GUARD);
      guard.ingest(Node.GUARD, Topic.HEALTH);
      guard.guard(Node.INGEST, policies, controls);
      guard.incident(Node.GUARD, policies, controls);
      guard.playbook(Node.INGEST, policies, controls, notifier, signer);
      guard.emit(Node.INGEST, Node.GUARD, Node.INCIDENT, Node.PLAYBOOK);
      guard.sinks(
          Topic.TIER_STATUS,
          Topic.INCIDENTS,
          Topic.PLAYBOOK_RUNS,
          Topic.CONTROLS,
          Topic.DEAD_LETTERS,
          Topic.AUDIT);
    }
    if (settings.role() != Role.REVIEW) {
      // Last, so that the numbers of the other parts, and with them their state, stay as they were.
      adopt(topology, Topic.POLICIES, Store.POLICIES, Node.ADOPT, policyChanges);
      adopt(topology, Topic.CONTROLS, Store.CONTROLS, Node.ADOPT_CONTROLS, controlChanges);
      adopt(topology, Topic.EVIDENCE, Store.RULINGS, Node.ADOPT_EVIDENCE, evidence);
      adopt(topology, Topic.TIER_STATUS, Store.STANDINGS, Node.ADOPT_BREAKERS, breakers);
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

  private Part part(Topology topology, Role role) {
    return new Part(
        topology, role, settings, this::readers, models, drills.faults(), codecs, clock, telemetry);
  }

  private Map<String, RecordReader> readers(Role role, Topic... topics) {
    // What the topology wrote itself may be larger than a request by its attempts.
    int most = role == Role.PRIMARY ? settings.maxRequestBytes() : settings.maxRecordBytes();
    return RecordReader.of(
        List.of(topics), settings.prefix(), most, policies, controls, drills.gate());
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
