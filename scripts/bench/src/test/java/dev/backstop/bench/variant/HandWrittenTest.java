package dev.backstop.bench.variant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Score;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.SourcePosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HandWrittenTest {

  /** Avro makes and writes none of the contracts' classes unless somebody vouches for them. */
  @BeforeAll
  static void trust() {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(),
            type -> type.getName().startsWith("dev.backstop.v1.")));
  }

  @Test
  void shouldAskTheSecondModelOnlyForWhatTheFirstIsNotSureOf() {
    // Given
    Sure first = new Sure();
    Sure second = new Sure();
    HandWritten answers = new HandWritten(List.of(first, second), List.of(0.8, 0.7));

    // When
    List<Decision> decisions =
        answers.answer(List.of(request("a", 0.9), request("b", 0.5)), sources(2));

    // Then
    assertThat(first.asked).containsExactly(0.9, 0.5);
    assertThat(second.asked).containsExactly(0.5);
    assertThat(decisions).extracting(Decision::getTier).containsExactly("primary", "secondary");
    assertThat(decisions.get(1).getAttempts()).hasSize(2);
    assertThat(decisions)
        .allSatisfy(one -> assertThat(one.getStatus()).isEqualTo(DecisionStatus.FINAL));
  }

  @Test
  void shouldAnswerWithoutAModelToo() {
    HandWritten answers = new HandWritten(List.of(), List.of());

    Decision decision = answers.answer(List.of(request("a", 0.9)), sources(1)).get(0);

    assertThat(decision.getLabel()).isEqualTo("good");
    assertThat(decision.getAttempts()).hasSize(1);
  }

  @Test
  void shouldWriteWhatTheContractOfDecisionsTakes() throws IOException {
    // Given
    HandWritten answers = new HandWritten(List.of(new Sure()), List.of(0.8));
    Decision decision = answers.answer(List.of(request("a", 0.9)), sources(1)).get(0);

    // When
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(written, null);
    new SpecificDatumWriter<Decision>(Decision.getClassSchema()).write(decision, encoder);
    encoder.flush();

    // Then: a field that the contract wants and nobody has set would have been refused
    assertThat(written.size()).isPositive();
  }

  private static List<SourcePosition> sources(int count) {
    List<SourcePosition> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sources.add(new SourcePosition("in", 0, (long) i));
    }
    return sources;
  }

  private static PredictionRequest request(String id, double sure) {
    PredictionRequest request = new PredictionRequest();
    request.setRequestId(id);
    request.setDomain("credit");
    request.setFeatures(Map.of("sure", sure));
    request.setRequestedAt(Instant.EPOCH);
    request.setConsents(List.of());
    request.setTags(Map.of());
    request.setFeatureTimes(Map.of());
    return request;
  }

  /** Is as sure as the request says. */
  private static final class Sure implements Asked {
    private final List<Double> asked = new ArrayList<>();

    @Override
    public ModelRef ref() {
      return new ModelRef("sure", "1", "0".repeat(64));
    }

    @Override
    public List<Outcome> ask(List<Features> rows) {
      List<Outcome> outcomes = new ArrayList<>();
      for (Features row : rows) {
        double sure = (Double) row.get("sure");
        asked.add(sure);
        outcomes.add(
            new Outcome.Scored(
                new Score("good", Map.of("good", sure, "bad", 1 - sure), sure, sure)));
      }
      return outcomes;
    }

    @Override
    public void close() {}
  }
}
