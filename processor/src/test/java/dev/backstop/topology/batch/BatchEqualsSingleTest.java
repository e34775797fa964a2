package dev.backstop.topology.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.decision.Case;
import dev.backstop.decision.Judgement;
import dev.backstop.domain.Features;
import dev.backstop.domain.Member;
import dev.backstop.domain.Memo;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Request;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.model.djl.CreditRows;
import dev.backstop.model.djl.DjlModels;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.policy.Combination;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Terms;
import dev.backstop.policy.Tier;
import dev.backstop.registry.InMemoryAvro;
import dev.backstop.registry.RequestMapper;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.read.Input;
import dev.backstop.topology.read.MemoHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same answers, to the last bit, whether a request is scored in a batch or alone: on the credit
 * applications, the real models and polls of any size, with incomplete rows among them.
 */
class BatchEqualsSingleTest {

  private static final Path CREDIT = Path.of("../scripts/credit");
  private static final String TOPIC = Topic.REQUESTS.with("t.");

  private final InMemoryAvro avro = new InMemoryAvro();

  @ParameterizedTest
  @CsvSource({"primary, 1000", "primary, 37", "secondary, 1000", "secondary, 37"})
  void shouldAnswerTheSameToTheLastBit(String which, int pollSize) throws IOException {
    try (Model model = load(which)) {
      // Given
      List<Features> rows = rows();
      BatchStage stage =
          stage(
              List.of(model),
              new Tier.Model("only", model.ref().name(), 0.8, Duration.ofMinutes(1), true));
      // When
      List<Outcome> batched = new ArrayList<>();
      for (int from = 0; from < rows.size(); from += pollSize) {
        ConsumerRecords<byte[], byte[]> poll =
            poll(rows.subList(from, Math.min(rows.size(), from + pollSize)));
        stage.onConsume(poll);
        poll.forEach(record -> batched.add(outcome(record)));
      }
      // Then
      List<Outcome> alone = rows.stream().map(model.scorer()::score).toList();
      assertThat(batched).isEqualTo(alone);
      assertThat(alone).hasAtLeastOneElementOfType(Outcome.Failed.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 37})
  void shouldCombineTheSameToTheLastBit(int pollSize) throws IOException {
    try (Model first = load("primary");
        Model second = load("secondary")) {
      // Given
      List<Model> models = List.of(first, second);
      List<Features> rows = rows();
      BatchStage stage = stage(models, COMMITTEE);
      // When
      List<Outcome> batched = new ArrayList<>();
      for (int from = 0; from < rows.size(); from += pollSize) {
        ConsumerRecords<byte[], byte[]> poll =
            poll(rows.subList(from, Math.min(rows.size(), from + pollSize)));
        stage.onConsume(poll);
        poll.forEach(
            record -> {
              Memo memo = on(record).memo();
              batched.add(
                  combined(
                      models, model -> Objects.requireNonNull(memo.of(model.ref())).outcome()));
            });
      }
      // Then
      List<Outcome> alone =
          rows.stream().map(row -> combined(models, model -> model.scorer().score(row))).toList();
      assertThat(batched).isEqualTo(alone);
      assertThat(alone)
          .hasAtLeastOneElementOfType(Outcome.Failed.class)
          .hasAtLeastOneElementOfType(Outcome.Scored.class);
    }
  }

  private static final Tier.Ensemble COMMITTEE =
      new Tier.Ensemble(
          "committee",
          List.of("credit-primary", "credit-secondary"),
          new Combination.WeightedMean(List.of(2.0, 3.7)),
          2,
          0.8,
          Duration.ofMinutes(1),
          Terms.PLAIN);

  private static Outcome combined(List<Model> models, Function<Model, Outcome> answers) {
    return Judgement.combined(
        COMMITTEE,
        models.stream()
            .map(model -> new Member(model.ref().name(), model.ref(), answers.apply(model), 0))
            .toList());
  }

  private static Model load(String which) throws IOException {
    return new DjlModels()
        .load(
            ModelPackage.read(CREDIT.resolve("models").resolve(which)),
            1,
            1,
            Duration.ofMinutes(1));
  }

  /** Every ninth row lacks its amount, which neither model can do without. */
  private static List<Features> rows() throws IOException {
    List<Features> rows = new ArrayList<>();
    for (CreditRows.Row row : CreditRows.heldOut()) {
      Map<String, Object> features = new HashMap<>(row.features().values());
      if (rows.size() % 9 == 4) {
        features.remove("Amount");
      }
      rows.add(new Features(features));
    }
    return rows;
  }

  private BatchStage stage(List<Model> models, Tier tier) {
    Policy policy =
        new Policy(
            new PolicyRef("credit", "1", "c".repeat(64)),
            "credit",
            Duration.ofHours(1),
            List.of(tier),
            OnReview.WAIT,
            OnTimeout.REJECT,
            Map.of());
    return BatchStages.over(
        new Policies(List.of(policy)), new Models(models), avro.codecs(), InstantSource.system());
  }

  private ConsumerRecords<byte[], byte[]> poll(List<Features> rows) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Features row : rows) {
      String id = "r-" + records.size();
      Request request =
          new Request(
              id,
              "credit",
              null,
              row,
              null,
              Instant.now(),
              null,
              null,
              true,
              List.of(),
              null,
              Map.of());
      records.add(
          new ConsumerRecord<>(
              TOPIC,
              0,
              records.size(),
              id.getBytes(StandardCharsets.UTF_8),
              avro.serializer().serialize(TOPIC, RequestMapper.toAvro(request))));
    }
    return new ConsumerRecords<>(Map.of(new TopicPartition(TOPIC, 0), records), Map.of());
  }

  private static Outcome outcome(ConsumerRecord<byte[], byte[]> record) {
    return ((Memo.Answer) on(record).memo()).outcome();
  }

  private static Case on(ConsumerRecord<byte[], byte[]> record) {
    return (Case) ((Input.Good) MemoHeader.in(record.headers())).value();
  }
}
