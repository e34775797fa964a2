package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstop.config.PolicyTexts;
import dev.backstop.domain.LabelledExample;
import dev.backstop.policy.Policy;
import dev.backstop.registry.RecordFile;
import dev.backstop.registry.RequestMapper;
import dev.backstop.registry.StateCodec;
import dev.backstop.simulation.Answered;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.PolicyRef;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.SourcePosition;
import dev.backstop.v1.TierKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {

  private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00.123Z");

  private static final Policy POLICY =
      PolicyTexts.policy(
          """
          format: backstop-policy/1
          name: p
          version: 1.0.0
          domain: d
          owner: o
          deadline: 1h
          features:
            amount: {type: NUMBER}
            diagnosis: {type: TEXT, privacy: SENSITIVE, retention: 7d}
          ladder:
            - {tier: c, kind: default, label: x}
          """);

  @TempDir private Path folder;

  @BeforeAll
  static void trustTheGeneratedClasses() {
    var unused = new StateCodec<>(Decision.class);
  }

  @Test
  void shouldReadWhatItHasWritten() throws IOException {
    // Given
    PredictionRequest request = request("r");
    request.setDeadline(ASKED.plusSeconds(60));
    Path first = file("first", request, decision("r", DecisionStatus.FINAL));
    // When
    Path second = folder.resolve("second");
    Recording.ofFile(first).write(second);
    List<Answered> answered = Recording.ofFile(second).answered();
    // Then
    assertThat(answered).hasSize(1);
    assertThat(answered.get(0).request()).isEqualTo(RequestMapper.fromAvro(request("r", 60L)));
    assertThat(answered.get(0).decision().requestedAt()).isEqualTo(ASKED);
    assertThat(answered.get(0).decision().attempts().get(0).at()).isEqualTo(ASKED);
  }

  @Test
  void shouldKeepWhatPeopleSaidAndNotTheFeaturesWithIt() throws IOException {
    // Given
    Path first = file("first", request("r"), decision("r", DecisionStatus.FINAL), example("r"));
    // When
    Path second = folder.resolve("second");
    Recording.ofFile(first).write(second);
    // Then
    assertThat(Recording.ofFile(second).answered())
        .singleElement()
        .satisfies(
            one -> {
              LabelledExample example = Objects.requireNonNull(one.example());
              assertThat(example.label()).isEqualTo("x");
              assertThat(example.features().values()).isEmpty();
              assertThat(one.request().features().values()).containsKey("diagnosis");
            });
  }

  /** As the release before examples were recorded wrote it. */
  @Test
  void shouldReadARecordingWithoutExamples() throws IOException {
    // Given
    Schema schema =
        Schema.createUnion(List.of(PredictionRequest.getClassSchema(), Decision.getClassSchema()));
    Path file = folder.resolve("old");
    SpecificData data = new SpecificData();
    data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    try (DataFileWriter<SpecificRecord> writer =
        new DataFileWriter<>(new SpecificDatumWriter<SpecificRecord>(schema, data))) {
      writer.create(schema, file.toFile());
      writer.append(request("r"));
      writer.append(decision("r", DecisionStatus.FINAL));
    }
    // When
    List<Answered> answered = Recording.ofFile(file).answered();
    // Then
    assertThat(answered).singleElement().satisfies(one -> assertThat(one.example()).isNull());
  }

  @Test
  void shouldTakeWhatEndsARequestAndLeaveOutWhatHasNoRequest() throws IOException {
    // Given
    Path file =
        file(
            "all",
            request("r"),
            decision("r", DecisionStatus.PROVISIONAL),
            decision("r", DecisionStatus.FINAL),
            decision("unknown", DecisionStatus.FINAL),
            request("undecided"));
    // When
    Recording recording = Recording.ofFile(file);
    // Then
    assertThat(recording.answered())
        .singleElement()
        .satisfies(one -> assertThat(one.decision().requestId()).isEqualTo("r"));
    assertThat(recording.without()).isEqualTo(1);
    assertThat(recording.oldest()).hasValue(ASKED);
  }

  @Test
  void shouldLeaveOutFeaturesThatMayBeKeptNoLonger() throws IOException {
    // Given
    Path file = file("all", request("r"), decision("r", DecisionStatus.FINAL));
    Recording recording = Recording.ofFile(file);
    // When
    int early = recording.forget(domain -> List.of(POLICY), ASKED.plus(Duration.ofDays(7)));
    int late =
        recording.forget(domain -> List.of(POLICY), ASKED.plus(Duration.ofDays(7)).plusMillis(1));
    // Then
    assertThat(early).isZero();
    assertThat(late).isEqualTo(1);
    assertThat(recording.answered().get(0).request().features().values())
        .containsOnlyKeys("amount");
  }

  @Test
  void shouldSayThatAFileIsNoRecording() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "no Avro");

    assertThatThrownBy(() -> Recording.ofFile(text))
        .hasMessageContaining("cannot be read as a recording");
    assertThatThrownBy(() -> Recording.ofFile(folder.resolve("missing")))
        .hasMessageContaining("cannot be read as a recording");
  }

  @Test
  void shouldSayThatAFileIsDamaged() throws IOException {
    Path file = file("all", request("r"), decision("r", DecisionStatus.FINAL));
    byte[] whole = Files.readAllBytes(file);
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 40));

    assertThatThrownBy(() -> Recording.ofFile(cut))
        .hasMessageContaining("cannot be read as a recording: it ");
  }

  private Path file(String name, SpecificRecord... records) throws IOException {
    Path file = folder.resolve(name);
    RecordFile.write(file, List.of(records));
    return file;
  }

  private static PredictionRequest request(String id, long deadlineSeconds) {
    PredictionRequest request = request(id);
    request.setDeadline(ASKED.plusSeconds(deadlineSeconds));
    return request;
  }

  private static PredictionRequest request(String id) {
    Map<String, Object> features = new HashMap<>();
    features.put("amount", 1.5);
    features.put("diagnosis", "none");
    return PredictionRequest.newBuilder()
        .setRequestId(id)
        .setDomain("d")
        .setFeatures(features)
        .setRequestedAt(ASKED)
        .build();
  }

  private static dev.backstop.v1.LabelledExample example(String id) {
    return dev.backstop.v1.LabelledExample.newBuilder()
        .setRequestId(id)
        .setDomain("d")
        .setFeatures(new HashMap<>(Map.of("diagnosis", "none")))
        .setLabel("x")
        .setLabelSource("audit")
        .setLabelledAt(ASKED)
        .setTaskId("t")
        .setDecisionId(id + "/final")
        .setPolicy(new PolicyRef("p", "1.0.0", "0".repeat(64)))
        .setSource(new SourcePosition("requests", 0, 0L))
        .build();
  }

  private static Decision decision(String id, DecisionStatus status) {
    return Decision.newBuilder()
        .setDecisionId(id + "/" + status)
        .setRequestId(id)
        .setDomain("d")
        .setStatus(status)
        .setLabel("x")
        .setTier("c")
        .setTierKind(TierKind.DEFAULT)
        .setDegraded(true)
        .setAttempts(
            List.of(
                Attempt.newBuilder()
                    .setTier("c")
                    .setTierKind(TierKind.DEFAULT)
                    .setLabel("x")
                    .setLatencyMicros(0)
                    .setAt(ASKED)
                    .build()))
        .setPolicy(new PolicyRef("p", "1.0.0", "0".repeat(64)))
        .setSource(new SourcePosition("requests", 0, 0L))
        .setRequestedAt(ASKED)
        .setDecidedAt(ASKED)
        .build();
  }
}
