package dev.backstop.topology;

import dev.backstop.app.AdoptedBreakers;
import dev.backstop.app.AdoptedControls;
import dev.backstop.app.AdoptedEvidence;
import dev.backstop.config.PolicyTexts;
import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guarantee.Guarantee;
import dev.backstop.guarantee.LineageOnEveryRecord;
import dev.backstop.guarantee.MetersBalance;
import dev.backstop.guarantee.NothingIsLost;
import dev.backstop.guarantee.NoticeOnEveryDegraded;
import dev.backstop.guarantee.OneFinalDecision;
import dev.backstop.guarantee.PanelBalances;
import dev.backstop.model.ModelFaults;
import dev.backstop.policy.Policies;
import dev.backstop.registry.ControlMapper;
import dev.backstop.registry.InMemoryAvro;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.names.Role;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.read.DrillGate;
import dev.backstop.topology.resolve.ResolveStage;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.CandidateEvidence;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.Decision;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.ModelComparison;
import dev.backstop.v1.ModelHealth;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.ReviewVerdict;
import dev.backstop.v1.VerdictKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The whole topology without a broker, watched by every promise. Close it to have the promises
 * checked.
 */
final class TopologyHarness implements AutoCloseable {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final String PREFIX = "t.";
  static final Duration WINDOW = Duration.ofHours(1);

  static final String POLICY =
      """
      format: backstop-policy/1
      name: test
      version: 1.2.3
      domain: loans
      owner: us
      deadline: 2h
      ladder:
        - {tier: primary, kind: model, model: first, threshold: 0.8, budget: 100ms}
        - {tier: secondary, kind: model, model: second, threshold: 0.7, budget: 1s}
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 30m, hidden: [secret]}
        - {tier: default, kind: default, label: "no"}
      onReview: WAIT
      onTimeout: DEFAULT
      notices:
        PROVISIONAL: It is provisional.
        DEGRADED: It is a fixed rule.
        REJECTED: There is no answer.
      """;

  final InMemoryAvro avro = new InMemoryAvro();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final OneFinalDecision finals = new OneFinalDecision();
  private final List<Guarantee> guarantees =
      List.of(
          new NothingIsLost(),
          finals,
          new LineageOnEveryRecord(),
          new NoticeOnEveryDegraded(),
          new MetersBalance(meters),
          new PanelBalances(meters));
  private final Map<Topic, TestInputTopic<byte[], byte[]>> inputs = new EnumMap<>(Topic.class);
  private final Map<Topic, TestOutputTopic<String, byte[]>> outputs = new EnumMap<>(Topic.class);
  private final Map<Topic, List<TestRecord<String, SpecificRecord>>> read =
      new EnumMap<>(Topic.class);
  final TopologyTestDriver driver;
  private final StateFolder state = StateFolder.make();
  private final ScriptedModels models = new ScriptedModels();
  private final Polls polls;
  private boolean batched;
  private final ControlBoard board = new ControlBoard();
  final AdoptedControls controls;
  final Policies policies;
  private Instant clock = START;

  TopologyHarness() {
    this(UnaryOperator.identity());
  }

  TopologyHarness(UnaryOperator<String> policyChange) {
    this(policyChange, 1);
  }

  /** A harness that believes to have one of so many partitions. */
  TopologyHarness(UnaryOperator<String> policyChange, int partitions) {
    this(policyChange, partitions, 100_000);
  }

  /**
   * @param maxRecordBytes the most a record written may have
   */
  TopologyHarness(UnaryOperator<String> policyChange, int partitions, int maxRecordBytes) {
    this(policyChange, partitions, maxRecordBytes, ModelFaults.guarded());
  }

  /**
   * @param faults asks models for drills
   */
  TopologyHarness(
      UnaryOperator<String> policyChange, int partitions, int maxRecordBytes, ModelFaults faults) {
    Telemetry telemetry = new Telemetry(meters);
    controls = new AdoptedControls(board, avro.codecs(), () -> clock, telemetry);
    AdoptedEvidence evidence = new AdoptedEvidence(board, avro.codecs(), telemetry.candidates());
    AdoptedBreakers breakers = new AdoptedBreakers(board, avro.codecs(), telemetry.breakers());
    policies = policies(policyChange.apply(POLICY));
    FallbackTopology topology =
        new FallbackTopology(
            settings(Role.ALL, partitions, maxRecordBytes),
            policies,
            board,
            models.models(),
            avro.codecs(),
            () -> clock,
            telemetry,
            new FallbackTopology.Drills(new DrillGate(Marks.trusted(), () -> clock), faults));
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    // Harnesses live side by side; the driver removes the directory's contents when it is closed.
    config.put(StreamsConfig.STATE_DIR_CONFIG, state.path().toString());
    config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, PoisonRecordHandler.class);
    config.put(
        PoisonRecordHandler.TOOLS,
        new PoisonRecordHandler.Tools(avro.codecs(), telemetry, PREFIX, 100_000));
    Topology built =
        topology.build(
            (key, value, at) -> {}, controls.listener(), evidence.listener(), breakers.listener());
    polls = new Polls(topology.batches());
    this.driver = new TopologyTestDriver(built, config, START);
    for (Topic topic :
        List.of(
            Topic.REQUESTS,
            Topic.VERDICTS,
            Topic.SECONDARY,
            Topic.REVIEWS,
            Topic.FEEDBACK,
            Topic.COMPARISONS,
            Topic.CONTROLS,
            Topic.HEALTH,
            Topic.TIER_STATUS)) {
      inputs.put(
          topic,
          driver.createInputTopic(
              topic.with(PREFIX), new ByteArraySerializer(), new ByteArraySerializer()));
    }
    for (Topic topic :
        List.of(
            Topic.DECISIONS,
            Topic.SECONDARY,
            Topic.REVIEWS,
            Topic.DEAD_LETTERS,
            Topic.AUDIT,
            Topic.FEEDBACK,
            Topic.SHADOW,
            Topic.COMPARISONS,
            Topic.EVIDENCE,
            Topic.HEALTH,
            Topic.TIER_STATUS,
            Topic.INCIDENTS,
            Topic.PLAYBOOK_RUNS,
            Topic.CONTROLS)) {
      outputs.put(
          topic,
          driver.createOutputTopic(
              topic.with(PREFIX), new StringDeserializer(), new ByteArrayDeserializer()));
      read.put(topic, new ArrayList<>());
    }
  }

  static FallbackTopology.Settings settings(Role role) {
    return settings(role, 1, 100_000);
  }

  private static FallbackTopology.Settings settings(Role role, int partitions, int maxRecordBytes) {
    return new FallbackTopology.Settings(
        role,
        "test",
        PREFIX,
        WINDOW,
        partitions,
        50_000,
        maxRecordBytes,
        new ResolveStage.Settings(
            Duration.ofSeconds(1), 100, Duration.ofHours(24), Duration.ofMinutes(10)));
  }

  static Policies policies(String document) {
    return new Policies(List.of(PolicyTexts.policy(document)));
  }

  /** From now on every record is scored ahead, in a poll of its own. */
  TopologyHarness batched() {
    batched = true;
    return this;
  }

  /** From now on models answer whatever they are given. */
  TopologyHarness trusting() {
    models.trust();
    return this;
  }

  /** A request whose features tell the models what to do; a null script leaves the feature out. */
  PredictionRequest request(String id, Object first, Object second) {
    Map<String, Object> features = new HashMap<>();
    features.put("secret", "hide me");
    features.put("shown", 7L);
    if (first != null) {
      features.put("first", first);
    }
    if (second != null) {
      features.put("second", second);
    }
    return PredictionRequest.newBuilder()
        .setRequestId(id)
        .setDomain("loans")
        .setFeatures(features)
        .setRequestedAt(now())
        .build();
  }

  /** The same request with a script for the third model, which only a candidate asks. */
  PredictionRequest request(String id, Object first, Object second, Object third) {
    PredictionRequest request = request(id, first, second);
    request.getFeatures().put("third", third);
    return request;
  }

  void send(PredictionRequest request) {
    send(request, new RecordHeaders());
  }

  void send(PredictionRequest request, RecordHeaders headers) {
    guarantees.forEach(guarantee -> guarantee.onRequest(request.getRequestId()));
    pipe(Topic.REQUESTS, request.getRequestId(), request, headers);
    drain();
  }

  /** Sends several requests in one poll, in which each is scored ahead that may be. */
  void sendTogether(Map<PredictionRequest, RecordHeaders> requests) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    requests.forEach(
        (request, headers) -> {
          guarantees.forEach(guarantee -> guarantee.onRequest(request.getRequestId()));
          byte[] key = request.getRequestId().getBytes(StandardCharsets.UTF_8);
          byte[] value = encode(Topic.REQUESTS, request);
          records.add(polls.next(Topic.REQUESTS, key, value, headers, now()));
        });
    polls.together(Topic.REQUESTS, records);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      inputs
          .get(Topic.REQUESTS)
          .pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), now()));
    }
    drain();
  }

  /** Reports of models: what instances have counted aside. */
  List<ModelHealth> reports() {
    return records(Topic.HEALTH).stream()
        .map(record -> (ModelHealth) record.value())
        .filter(health -> health.getTraffic() == null)
        .toList();
  }

  /** Sends bytes that are no good request. */
  void sendGarbage(Topic topic, byte[] key, byte[] value) {
    if (topic == Topic.REQUESTS) {
      guarantees.forEach(Guarantee::onGarbage);
    }
    pipe(topic, key, value, new RecordHeaders());
    drain();
  }

  void send(ReviewVerdict verdict) {
    pipe(Topic.VERDICTS, verdict.getRequestId(), verdict, new RecordHeaders());
    drain();
  }

  /** Puts a policy in force. */
  void activate(UnaryOperator<String> policyChange) {
    policies.activate(PolicyTexts.policy(policyChange.apply(POLICY)));
  }

  /** A label as another instance would have written it. */
  void send(LabelledExample label) {
    pipe(Topic.FEEDBACK, label.getRequestId(), label, new RecordHeaders());
    drain();
  }

  /** Something that another instance has written. */
  void send(Topic topic, String key, SpecificRecord record) {
    pipe(topic, key, record, new RecordHeaders());
    drain();
  }

  ReviewVerdict verdict(ReviewTask task, String label) {
    return new ReviewVerdict(
        task.getTaskId(),
        task.getRequestId(),
        task.getDigest(),
        label == null ? VerdictKind.CANNOT_DECIDE : VerdictKind.ANSWER,
        label,
        "reviewer-1",
        null,
        now());
  }

  /** Publishes an operator's control. */
  void send(Control control) {
    publish(control.key(), encode(Topic.CONTROLS, ControlMapper.toAvro(control, null)));
  }

  /** Publishes what may be no control at all. */
  void publish(String key, byte[] value) {
    inputs
        .get(Topic.CONTROLS)
        .pipeInput(new TestRecord<>(key.getBytes(StandardCharsets.UTF_8), value, now()));
  }

  /** An operator's control that an instance hears of while a record is under way. */
  void hear(Control control) {
    byte[] value = encode(Topic.CONTROLS, ControlMapper.toAvro(control, null));
    controls
        .listener()
        .changed(control.key(), value, new SourcePosition(Topic.CONTROLS.with(PREFIX), 0, 1_000));
  }

  /** How often a model was asked. */
  int calls(String model) {
    return models.calls(model);
  }

  /** Something that happens while a model is asked. */
  void whileScoring(Runnable scoring) {
    models.whileScoring(scoring);
  }

  /** Lets time pass without a tick. */
  void pass(Duration time) {
    clock = clock.plus(time);
  }

  /** A task as another instance would have written it. */
  void sendTask(ReviewTask task) {
    guarantees.forEach(guarantee -> guarantee.onRequest(task.getRequestId()));
    pipe(Topic.REVIEWS, task.getRequestId(), task, new RecordHeaders());
    // For the balance: that instance has counted the request.
    new Telemetry(meters).requestRead();
    drain();
  }

  void advance(Duration time) {
    clock = clock.plus(time);
    driver.advanceWallClockTime(time);
    controls.sweep();
    drain();
  }

  byte[] encode(Topic topic, SpecificRecord record) {
    return avro.serializer().serialize(topic.with(PREFIX), record);
  }

  List<Decision> decisions() {
    return values(Topic.DECISIONS, Decision.class);
  }

  Decision onlyDecision() {
    List<Decision> decisions = decisions();
    if (decisions.size() != 1) {
      throw new AssertionError("one decision expected, but there are " + decisions);
    }
    return decisions.get(0);
  }

  List<ReviewTask> tasks() {
    return values(Topic.REVIEWS, ReviewTask.class);
  }

  List<DeadLetter> deadLetters() {
    return values(Topic.DEAD_LETTERS, DeadLetter.class);
  }

  List<LabelledExample> labels() {
    return values(Topic.FEEDBACK, LabelledExample.class);
  }

  List<ModelComparison> comparisons() {
    return values(Topic.COMPARISONS, ModelComparison.class);
  }

  /** What is known of candidates, the newest last. */
  List<CandidateEvidence> evidence() {
    return values(Topic.EVIDENCE, CandidateEvidence.class);
  }

  List<AuditEvent> audit() {
    return values(Topic.AUDIT, AuditEvent.class);
  }

  List<TestRecord<String, SpecificRecord>> records(Topic topic) {
    return read.get(topic);
  }

  Instant now() {
    return clock;
  }

  @Override
  public void close() {
    drain();
    try {
      guarantees.forEach(Guarantee::check);
    } finally {
      driver.close();
      state.close();
    }
  }

  private void pipe(Topic topic, String key, SpecificRecord record, RecordHeaders headers) {
    pipe(topic, key.getBytes(StandardCharsets.UTF_8), encode(topic, record), headers);
  }

  private void pipe(Topic topic, byte[] key, byte[] value, RecordHeaders headers) {
    if (batched) {
      polls.alone(topic, key, value, headers, now());
    }
    inputs.get(topic).pipeInput(new TestRecord<>(key, value, headers, now()));
  }

  private <T> List<T> values(Topic topic, Class<T> type) {
    return read.get(topic).stream().map(record -> type.cast(record.value())).toList();
  }

  private void drain() {
    outputs.forEach(
        (topic, output) -> {
          while (!output.isEmpty()) {
            TestRecord<String, byte[]> raw = output.readRecord();
            SpecificRecord record =
                raw.value() == null
                    ? null
                    : (SpecificRecord)
                        avro.deserializer().deserialize(topic.with(PREFIX), raw.value());
            read.get(topic)
                .add(new TestRecord<>(raw.key(), record, raw.headers(), raw.timestamp()));
            guarantees.forEach(guarantee -> guarantee.onOutput(raw.key(), record, raw.headers()));
          }
        });
  }
}
