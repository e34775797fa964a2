package dev.backstop.topology;

import dev.backstop.control.ControlBoard;
import dev.backstop.decision.Case;
import dev.backstop.incident.TrafficReport;
import dev.backstop.model.ModelFaults;
import dev.backstop.model.Models;
import dev.backstop.playbook.Notifier;
import dev.backstop.playbook.Signer;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Tier;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.emit.EmitStage;
import dev.backstop.topology.guard.GuardStage;
import dev.backstop.topology.incident.IncidentStage;
import dev.backstop.topology.ingest.DeduplicateStage;
import dev.backstop.topology.ingest.IngestStage;
import dev.backstop.topology.judge.JudgeStage;
import dev.backstop.topology.names.Node;
import dev.backstop.topology.names.Role;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.playbook.PlaybookStage;
import dev.backstop.topology.read.RecordReader;
import dev.backstop.topology.resolve.ResolveStage;
import dev.backstop.topology.review.ReviewStage;
import dev.backstop.topology.route.RouteStage;
import dev.backstop.topology.score.ScoreStage;
import dev.backstop.topology.shadow.ShadowStage;
import dev.backstop.topology.traffic.TrafficStage;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * One role's part of the topology: its steps, each added under its own name. The order in which
 * they are is {@link FallbackTopology#build}'s.
 */
final class Part {

  /** The readers of a role's topics, by their full names. */
  @FunctionalInterface
  interface Readers {
    Map<String, RecordReader> of(Role role, Topic... topics);
  }

  private final Topology topology;
  private final Role role;
  private final FallbackTopology.Settings settings;
  private final Readers readers;
  private final Models models;
  private final ModelFaults faults;
  private final WireCodec.Factory codecs;
  private final InstantSource clock;
  private final Telemetry telemetry;

  Part(
      Topology topology,
      Role role,
      FallbackTopology.Settings settings,
      Readers readers,
      Models models,
      ModelFaults faults,
      WireCodec.Factory codecs,
      InstantSource clock,
      Telemetry telemetry) {
    this.topology = topology;
    this.role = role;
    this.settings = settings;
    this.readers = readers;
    this.models = models;
    this.faults = faults;
    this.codecs = codecs;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  void ingest(String next, Topic... topics) {
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
            readers.of(role, topics),
            role.node(Node.INGEST),
            role.node(next),
            role.node(Node.EMIT),
            role == Role.PRIMARY ? settings.partitions() : 0,
            codecs,
            clock,
            telemetry),
        sources);
  }

  void deduplicate(String parent) {
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

  void score(String parent, BiPredicate<Case, Tier.Asking> serves) {
    topology.addProcessor(
        role.node(Node.SCORE),
        ScoreStage.supplier(
            role.node(Node.ROUTE),
            role.node(Node.EMIT),
            models,
            faults,
            serves,
            role.name().toLowerCase(Locale.ROOT),
            clock,
            telemetry),
        role.node(parent));
  }

  void route(String parent) {
    topology.addProcessor(
        role.node(Node.ROUTE),
        RouteStage.supplier(role.node(Node.REVIEW), role.node(Node.EMIT), models, clock, telemetry),
        role.node(parent));
  }

  void review(String parent) {
    topology.addProcessor(role.node(Node.REVIEW), ReviewStage.supplier(clock), role.node(parent));
  }

  void resolve(String parent) {
    topology.addProcessor(
        role.node(Node.RESOLVE),
        ResolveStage.supplier(
            settings.reviews(),
            settings.partitions(),
            role.node(Node.RESOLVE),
            codecs,
            clock,
            telemetry),
        role.node(parent));
  }

  void compare(String parent, Policies policies) {
    topology.addProcessor(
        role.node(Node.COMPARE),
        ShadowStage.supplier(
            settings.reviews().retention(),
            role.node(Node.JUDGE),
            role.node(Node.EMIT),
            models,
            policies,
            clock,
            telemetry.candidates()),
        role.node(parent));
  }

  void judge(String parent, Policies policies) {
    topology.addProcessor(
        role.node(Node.JUDGE),
        JudgeStage.supplier(policies, settings.reviews().retention(), settings.prefix(), clock),
        role.node(parent));
  }

  void guard(String parent, Policies policies, ControlBoard controls) {
    topology.addProcessor(
        role.node(Node.GUARD),
        GuardStage.supplier(
            policies,
            controls,
            settings.partitions(),
            clock,
            telemetry.drift(),
            settings.prefix(),
            role.node(Node.INCIDENT),
            role.node(Node.EMIT)),
        role.node(parent));
  }

  void incident(String parent, Policies policies, ControlBoard board) {
    topology.addProcessor(
        role.node(Node.INCIDENT),
        IncidentStage.supplier(
            policies, board, clock, telemetry.guard().incidents(), settings.prefix()),
        role.node(parent));
  }

  void playbook(
      String parent, Policies policies, ControlBoard board, Notifier notifier, Signer signer) {
    topology.addProcessor(
        role.node(Node.PLAYBOOK),
        PlaybookStage.supplier(
            policies,
            board,
            notifier,
            signer,
            clock,
            telemetry.guard().playbooks(),
            settings.prefix()),
        role.node(parent));
  }

  void traffic(String parent) {
    topology.addProcessor(
        role.node(Node.TRAFFIC),
        TrafficStage.supplier(telemetry.traffic(), clock, settings.prefix()),
        role.node(parent));
  }

  void emit(String... parents) {
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

  void sinks(Topic... topics) {
    for (Topic topic : topics) {
      topology.addSink(
          role.node(Node.to(topic)),
          topic.with(settings.prefix()),
          new StringSerializer(),
          new ByteArraySerializer(),
          topic == Topic.HEALTH ? Part::placeOfReport : null,
          role.node(Node.EMIT));
    }
  }

  /** What instances have counted goes to the writer of incidents; other reports by their key. */
  static Optional<Set<Integer>> placeOfReport(
      String topic, String key, byte[] value, int partitions) {
    return key.equals(TrafficReport.KEY)
        ? Optional.of(Set.of(IncidentStage.OWNER))
        : Optional.empty();
  }
}
