package dev.backstop.topology.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backstop.config.PolicyTexts;
import dev.backstop.decision.Case;
import dev.backstop.decision.Ladder;
import dev.backstop.decision.Step;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Features;
import dev.backstop.domain.Memo;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.model.Allowance;
import dev.backstop.model.Capacity;
import dev.backstop.model.Ended;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.model.Scorer;
import dev.backstop.policy.Policies;
import dev.backstop.registry.InMemoryAvro;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.WaitingCaller;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.read.Input;
import dev.backstop.topology.read.MemoHeader;
import dev.backstop.v1.PredictionRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchStageTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String TOPIC = Topic.REQUESTS.with("t.");
  private static final ModelRef MODEL = new ModelRef("first", "1", "a".repeat(64));

  private final InMemoryAvro avro = new InMemoryAvro();
  private final List<Integer> calls = new CopyOnWriteArrayList<>();
  private WireCodec.Factory codecs = avro.codecs();
  private String policy = POLICY;
  private Function<Features, Outcome> model = features -> scored(0.9);

  @Test
  void shouldAnswerEveryRecordOfAPollInCallsOfGrowingSize() {
    // Given
    ConsumerRecords<byte[], byte[]> poll = poll(100);
    // When
    ConsumerRecords<byte[], byte[]> returned = stage().onConsume(poll);
    // Then
    assertThat(returned).isSameAs(poll);
    assertThat(memos(poll)).hasSize(100).allMatch(Memo.Answer.class::isInstance);
    assertThat(calls).containsExactly(8, 16, 32, 44);
  }

  @Test
  void shouldLeaveARecordThatIsAloneToTheTopology() {
    // Given
    ConsumerRecords<byte[], byte[]> poll = poll(1);
    // When
    stage().onConsume(poll);
    // Then
    assertThat(memos(poll)).containsExactly(Memo.ABSENT);
    assertThat(calls).isEmpty();
  }

  @Test
  void shouldLeaveNoRecordAlone() {
    // Given
    ConsumerRecords<byte[], byte[]> poll = poll(25);
    // When
    stage().onConsume(poll);
    // Then
    assertThat(memos(poll)).allMatch(Memo.Answer.class::isInstance);
    assertThat(calls).containsExactly(8, 17);
  }

  @Test
  void shouldKeepTheAnswerWhileTheCaseIsLedPastATierThatIsOff() {
    // Given
    policy =
        POLICY.replace(
            "ladder:",
            "ladder:\n  - {tier: off, kind: model, model: other, threshold: 0.8, budget: 10s, enabled: false}");
    ConsumerRecords<byte[], byte[]> poll = poll(2);
    // When
    stage().onConsume(poll);
    Step step = Ladder.next(cases(poll).get(0), NOW);
    // Then
    assertThat(step.attempts()).extracting(Attempt::reason).containsExactly(Reason.POLICY_FORCED);
    assertThat(((Step.Ask) step).on().memo()).isInstanceOf(Memo.Answer.class);
  }

  @Test
  void shouldNameTheModelThatAnsweredAndThePolicyInForce() {
    // Given
    ConsumerRecords<byte[], byte[]> poll = poll(2);
    // When
    stage().onConsume(poll);
    // Then
    Case on = cases(poll).get(0);
    assertThat(((Memo.Answer) on.memo()).model()).isEqualTo(MODEL);
    assertThat(on.policy().ref().version()).isEqualTo("1.2.3");
  }

  @Test
  void shouldLeaveTheRestToTheTopologyWhenACallTimesOut() {
    // Given
    model = features -> new Outcome.Failed(Reason.TIMEOUT, "too slow");
    ConsumerRecords<byte[], byte[]> poll = poll(20);
    // When
    stage().onConsume(poll);
    // Then
    assertThat(memos(poll)).hasSize(20).allMatch(new Memo.None(Memo.Use.TIMEOUT)::equals);
    assertThat(calls).containsExactly(8);
  }

  @ParameterizedTest
  @EnumSource(
      value = Memo.Use.class,
      names = {"BREAKER_OPEN", "OVERLOAD"})
  void shouldAskNoFurtherWhileTheModelIsNotToBeAsked(Memo.Use why) {
    // Given
    model = features -> new Outcome.Failed(Reason.valueOf(why.name()), "hung");
    ConsumerRecords<byte[], byte[]> poll = poll(20);
    // When
    stage().onConsume(poll);
    // Then
    assertThat(memos(poll)).allMatch(new Memo.None(why)::equals);
    assertThat(calls).containsExactly(8);
  }

  @Test
  void shouldMakeNoSmallerCallsForHavingWaitedForAPlace() {
    // Given: the only place is taken for longer than a call should be
    CountDownLatch held = new CountDownLatch(1);
    model = features -> features.get("held") == null ? scored(0.9) : afterwards(held);
    policy = POLICY.replace("budget: 10s", "budget: 2s");
    Model narrow = new Model(MODEL, List.of("yes", "no"), scorer(), new Capacity(1));
    CompletableFuture<Ended> other =
        CompletableFuture.supplyAsync(
            () ->
                narrow.ask(
                    List.of(new Features(Map.of("held", 1.0))),
                    Duration.ofMinutes(1),
                    Allowance.inTurn(1, true)));
    await().until(() -> narrow.capacity().underWay() == 1);
    CompletableFuture<Void> release =
        WaitingCaller.whenWaited(Duration.ofMillis(600), held::countDown);
    ConsumerRecords<byte[], byte[]> poll = poll(24);
    // When
    stage(new Models(List.of(narrow))).onConsume(poll);
    // Then
    release.join();
    assertThat(other.join().outcomes()).containsExactly(scored(0.9));
    assertThat(calls).containsExactly(1, 8, 16);
    assertThat(memos(poll))
        .allSatisfy(
            memo ->
                assertThat(((Memo.Answer) memo).latencyMicros())
                    .isLessThan(TimeUnit.MILLISECONDS.toMicros(500)));
  }

  private static Outcome afterwards(CountDownLatch held) {
    try {
      assertThat(held.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return scored(0.9);
  }

  @Test
  void shouldKeepAFailureOfTheRowItself() {
    // Given
    Outcome invalid = new Outcome.Failed(Reason.INVALID_INPUT, "x: missing");
    model = features -> features.get("x") == null ? invalid : scored(0.9);
    ConsumerRecords<byte[], byte[]> poll =
        poll(List.of(record(0, "good", 1.0), record(1, "bad", null)));
    // When
    stage().onConsume(poll);
    // Then
    assertThat(memos(poll).stream().map(memo -> ((Memo.Answer) memo).outcome()))
        .containsExactly(scored(0.9), invalid);
  }

  @Test
  void shouldRememberWhatIsWrongWithARecordAndNotScoreIt() {
    // Given
    ConsumerRecord<byte[], byte[]> garbage = raw(0, "g", new byte[] {1, 2, 3});
    ConsumerRecords<byte[], byte[]> poll =
        poll(List.of(garbage, record(1, "r", 1.0), record(2, "s", 1.0)));
    // When
    stage().onConsume(poll);
    // Then
    assertThat(MemoHeader.in(garbage.headers())).isInstanceOf(Input.Bad.class);
    assertThat(calls).containsExactly(2);
  }

  @Test
  void shouldAskTheRegistryOnceWhenItCannotBeReachedAndScoreWhatItHas() {
    // Given
    int[] reads = {0};
    codecs =
        () ->
            new WireCodec(
                avro.serializer(),
                (topic, bytes) -> {
                  if (++reads[0] == 3) {
                    throw new IllegalStateException(new java.net.ConnectException("refused"));
                  }
                  return avro.deserializer().deserialize(topic, bytes);
                });
    ConsumerRecords<byte[], byte[]> poll = poll(10);
    // When
    stage().onConsume(poll);
    // Then
    assertThat(reads[0]).isEqualTo(3);
    List<Input> ahead = inputs(poll);
    assertThat(ahead.subList(0, 2)).doesNotContainNull();
    assertThat(ahead.subList(2, 10)).containsOnlyNulls();
  }

  @Test
  void shouldReturnThePollAsItIsWhenAModelBreaksItsContract() {
    // Given
    model =
        features -> {
          throw new IllegalStateException("a bug");
        };
    ConsumerRecords<byte[], byte[]> poll = poll(10);
    // When
    ConsumerRecords<byte[], byte[]> returned = stage().onConsume(poll);
    // Then
    assertThat(returned).isSameAs(poll);
    assertThat(inputs(poll)).containsOnlyNulls();
  }

  @Test
  void shouldNotBeFooledByAHeaderFromOutside() {
    // Given
    ConsumerRecord<byte[], byte[]> record = record(0, "r", 1.0);
    record.headers().add("backstop-memo", "yes".getBytes(StandardCharsets.UTF_8));
    // When
    Input before = MemoHeader.in(record.headers());
    stage().onConsume(poll(List.of(record)));
    // Then
    assertThat(before).isNull();
    assertThat(MemoHeader.in(record.headers())).isInstanceOf(Input.Good.class);
  }

  @Test
  void shouldLetRecordsOfOtherTopicsPass() {
    // Given
    TopicPartition other = new TopicPartition("t.verdicts", 0);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(other.topic(), 0, 0, new byte[] {1}, new byte[] {2});
    // When
    stage().onConsume(new ConsumerRecords<>(Map.of(other, List.of(record)), Map.of()));
    // Then
    assertThat(record.headers()).isEmpty();
  }

  private Scorer scorer() {
    return rows -> {
      calls.add(rows.size());
      return rows.stream().map(model).toList();
    };
  }

  private BatchStage stage() {
    return stage(new Models(List.of(new Model(MODEL, List.of("yes", "no"), scorer()))));
  }

  private BatchStage stage(Models models) {
    Policies policies = new Policies(List.of(PolicyTexts.policy(policy)));
    return BatchStages.over(policies, models, codecs, () -> NOW);
  }

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: test
      version: 1.2.3
      domain: loans
      owner: us
      deadline: 2h
      ladder:
        - {tier: primary, kind: model, model: first, threshold: 0.8, budget: 10s}
        - {tier: default, kind: default, label: "no"}
      """;

  private static Outcome scored(double confidence) {
    return new Outcome.Scored(
        new Score("yes", Map.of("yes", confidence, "no", 1 - confidence), confidence, confidence));
  }

  private ConsumerRecords<byte[], byte[]> poll(int size) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      records.add(record(i, "r-" + i, 1.0));
    }
    return poll(records);
  }

  private static ConsumerRecords<byte[], byte[]> poll(
      List<ConsumerRecord<byte[], byte[]>> records) {
    return new ConsumerRecords<>(Map.of(new TopicPartition(TOPIC, 0), records), Map.of());
  }

  private ConsumerRecord<byte[], byte[]> record(long offset, String id, Double x) {
    Map<String, Object> features = new HashMap<>();
    if (x != null) {
      features.put("x", x);
    }
    PredictionRequest request =
        PredictionRequest.newBuilder()
            .setRequestId(id)
            .setDomain("loans")
            .setFeatures(features)
            .setRequestedAt(NOW.minus(Duration.ofSeconds(1)))
            .build();
    return raw(offset, id, avro.serializer().serialize(TOPIC, request));
  }

  private static ConsumerRecord<byte[], byte[]> raw(long offset, String key, byte[] value) {
    return new ConsumerRecord<>(
        TOPIC,
        0,
        offset,
        NOW.toEpochMilli(),
        TimestampType.CREATE_TIME,
        -1,
        -1,
        key.getBytes(StandardCharsets.UTF_8),
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private static List<Input> inputs(ConsumerRecords<byte[], byte[]> poll) {
    List<Input> inputs = new ArrayList<>();
    poll.forEach(record -> inputs.add(MemoHeader.in(record.headers())));
    return inputs;
  }

  private static List<Case> cases(ConsumerRecords<byte[], byte[]> poll) {
    return inputs(poll).stream().map(input -> (Case) ((Input.Good) input).value()).toList();
  }

  private static List<Memo> memos(ConsumerRecords<byte[], byte[]> poll) {
    return cases(poll).stream().map(Case::memo).toList();
  }
}
