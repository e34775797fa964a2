package dev.backstop.registry.apicurio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstop.registry.InMemoryAvro;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.ModelRef;
import dev.backstop.v1.Notice;
import dev.backstop.v1.OnReview;
import dev.backstop.v1.PolicyRef;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.SourcePosition;
import dev.backstop.v1.TierKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WholeRecordWriterTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @BeforeAll
  static void trustTheContracts() {
    // It does so for all tests of the process, as the processor does at its start.
    assertThat(new InMemoryAvro()).isNotNull();
  }

  static Stream<SpecificRecord> records() {
    return Stream.of(decision(), answered(), rejected(), request());
  }

  @ParameterizedTest
  @MethodSource("records")
  void shouldWriteTheBytesThatAvroWrites(SpecificRecord record) throws IOException {
    // Given
    WholeRecordWriter<SpecificRecord> writer = new WholeRecordWriter<>(record.getSchema());
    byte[] expected = bytes(new SpecificDatumWriter<>(record.getSchema()), record);
    // Then: the second time with what was remembered the first time
    assertThat(bytes(writer, record)).isEqualTo(expected);
    assertThat(bytes(writer, record)).isEqualTo(expected);
  }

  @Test
  void shouldRememberABranchByClassAndNotByTurn() throws IOException {
    // Given
    WholeRecordWriter<SpecificRecord> writer = new WholeRecordWriter<>(Decision.SCHEMA$);
    // Then
    for (SpecificRecord record : List.of(decision(), answered(), rejected(), decision())) {
      assertThat(bytes(writer, record))
          .isEqualTo(bytes(new SpecificDatumWriter<>(Decision.SCHEMA$), record));
    }
  }

  @Test
  void shouldWriteNothingOfARecordThatFailed() throws IOException {
    // Given
    WholeRecordWriter<SpecificRecord> writer = new WholeRecordWriter<>(Decision.SCHEMA$);
    Decision incomplete = decision();
    incomplete.setTags(null);
    // When
    assertThatThrownBy(() -> bytes(writer, incomplete)).isInstanceOf(NullPointerException.class);
    // Then
    assertThat(bytes(writer, decision()))
        .isEqualTo(bytes(new SpecificDatumWriter<>(Decision.SCHEMA$), decision()));
  }

  @Test
  void shouldWriteJsonAsAvroDoes() throws IOException {
    // Given
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    ByteArrayOutputStream avros = new ByteArrayOutputStream();
    // When
    write(
        new WholeRecordWriter<>(Decision.SCHEMA$),
        decision(),
        EncoderFactory.get().jsonEncoder(Decision.SCHEMA$, ours));
    write(
        new SpecificDatumWriter<>(Decision.SCHEMA$),
        decision(),
        EncoderFactory.get().jsonEncoder(Decision.SCHEMA$, avros));
    // Then
    assertThat(ours.toString(StandardCharsets.UTF_8))
        .isEqualTo(avros.toString(StandardCharsets.UTF_8))
        .contains("\"requestId\":\"r-1\"");
  }

  private static byte[] bytes(DatumWriter<SpecificRecord> writer, SpecificRecord record)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(writer, record, EncoderFactory.get().directBinaryEncoder(out, null));
    return out.toByteArray();
  }

  private static void write(
      DatumWriter<SpecificRecord> writer, SpecificRecord record, Encoder encoder)
      throws IOException {
    writer.write(record, encoder);
    encoder.flush();
  }

  /** Everything that may be left out is there. */
  private static Decision decision() {
    return base()
        .setSupersedes("r-1/provisional")
        .setLabel("good")
        .setScores(Map.of("good", 0.9))
        .setConfidence(0.9)
        .setReason(Reason.LOW_CONFIDENCE)
        .setNotice(new Notice("DEGRADED", "a sentence"))
        .setAttempts(List.of(attempt(Reason.LOW_CONFIDENCE), attempt(null)))
        .setReviewer("someone")
        .setExpectedBy(NOW.plusSeconds(1))
        .setFeatureSetVersion("v1")
        .setTags(Map.of("channel", "web"))
        .build();
  }

  private static Decision answered() {
    return base().setLabel("good").setConfidence(0.9).setAttempts(List.of(attempt(null))).build();
  }

  /** Everything that may be left out is left out. */
  private static Decision rejected() {
    return base().setStatus(DecisionStatus.REJECTED).setAttempts(List.of()).build();
  }

  private static Decision.Builder base() {
    return Decision.newBuilder()
        .setDecisionId("r-1/final")
        .setRequestId("r-1")
        .setDomain("credit")
        .setStatus(DecisionStatus.FINAL)
        .setTier("primary")
        .setTierKind(TierKind.MODEL)
        .setDegraded(false)
        .setPolicy(new PolicyRef("p", "1", "b"))
        .setSource(new SourcePosition("t", 2, 12345L))
        .setRequestedAt(NOW)
        .setDecidedAt(NOW);
  }

  private static Attempt attempt(Reason reason) {
    return Attempt.newBuilder()
        .setTier("primary")
        .setTierKind(TierKind.MODEL)
        .setModel(new ModelRef("m", "1", "a"))
        .setLabel("good")
        .setConfidence(0.9)
        .setReason(reason)
        .setLatencyMicros(12)
        .setAt(NOW)
        .build();
  }

  private static PredictionRequest request() {
    Map<String, Object> features = new HashMap<>();
    features.put("number", 1.5);
    features.put("count", 3L);
    features.put("flag", true);
    features.put("word", "a");
    features.put("vector", List.of(1.0, 2.0));
    features.put("other vector", new ArrayList<>(List.of(0.5)));
    features.put("missing", null);
    return PredictionRequest.newBuilder()
        .setRequestId("r-1")
        .setDomain("credit")
        .setFeatures(features)
        .setOnReview(OnReview.WAIT)
        .setRequestedAt(NOW)
        .build();
  }
}
