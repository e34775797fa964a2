package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backstop.registry.RecordFile;
import dev.backstop.registry.StateCodec;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.ModelRef;
import dev.backstop.v1.PolicyRef;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.Reason;
import dev.backstop.v1.SourcePosition;
import dev.backstop.v1.TierKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code backstop policy simulate} from a recording: no broker is needed. */
class SimulateCommandTest {

  private static final Instant ASKED = Instant.parse("2026-01-31T08:00:00Z");

  private static final String CANDIDATE =
      """
      format: backstop-policy/1
      name: p
      version: 2.0.0
      domain: d
      owner: o
      deadline: 1h
      features:
        amount: {type: NUMBER}
      ladder:
        - {tier: primary, kind: model, model: first, threshold: 0.9, budget: 100ms}
        - {tier: end, kind: default, label: "no"}
      segments:
        - {segment: large, when: features.amount > 10, tiers: {end: {label: ask}}}
      """;

  @TempDir private Path folder;
  private Path candidate = Path.of("");
  private Path recording = Path.of("");

  @BeforeAll
  static void trustTheGeneratedClasses() {
    var unused = new StateCodec<>(Decision.class);
  }

  @BeforeEach
  void recordTwo() throws IOException {
    candidate = Files.writeString(folder.resolve("p.yaml"), CANDIDATE);
    recording = folder.resolve("recording.avro");
    RecordFile.write(
        recording,
        List.of(
            request("sure"), decision("sure", .95), request("unsure"), decision("unsure", .83)));
  }

  @Test
  void shouldWriteEachRequestThatEndsOtherwiseAndWhy() throws IOException {
    // Given
    Path changes = folder.resolve("changes.jsonl");
    // When
    CommandLineRun run = simulate("--changes", changes.toString());
    // Then
    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> lines = Files.readAllLines(changes);
    assertThat(lines).hasSize(1);
    JsonNode line = Json.MAPPER.readTree(lines.get(0));
    assertThat(line.get("requestId").asText()).isEqualTo("unsure");
    assertThat(line.get("from").asText()).isEqualTo("primary");
    assertThat(line.get("to").asText()).isEqualTo("end");
    assertThat(line.get("labelBefore").asText()).isEqualTo("yes");
    assertThat(line.get("labelAfter").asText()).isEqualTo("ask");
    assertThat(line.get("pathBefore").asText()).isEqualTo("primary:OK");
    assertThat(line.get("path").asText()).isEqualTo("primary:LOW_CONFIDENCE>end:OK");
    assertThat(line.get("segmentBefore").isNull()).isTrue();
    assertThat(line.get("segment").asText()).isEqualTo("large");
    assertThat(line.get("why").asText())
        .endsWith(": primary said 0.83, 0.90 is needed now, 0.80 was");
  }

  @Test
  void shouldSayInWordsWhatChanges() {
    // When
    CommandLineRun run = simulate();
    // Then
    assertThat(run.out())
        .contains("2 requests under p@2.0.0#")
        .contains("reviews: 0 then, 0 now (0.0 and 0.0 person-hours)")
        .contains(
            "right answers: not known; neither labels nor answers of an audit panel are there")
        .contains("primary (yes)", "end (ask) in large")
        .contains("--changes FILE writes each request, and why it ends otherwise");
  }

  @Test
  void shouldHoldAnswersAgainstLabelsThatAreGiven() throws IOException {
    // Given
    Path labels = Files.writeString(folder.resolve("labels.csv"), "sure,yes\nunsure,no\n");
    // When
    CommandLineRun run = simulate("--labels", labels.toString());
    // Then
    assertThat(run.out())
        .contains("right answers by the labels given: 1 of 2 (50.0 %) then, 1 of 2 (50.0 %) now");
  }

  @Test
  void shouldSayThatTheFileOfChangesCannotBeWritten() {
    // When
    CommandLineRun run = simulate("--changes", folder.resolve("no/such/file").toString());
    // Then
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--changes: ");
  }

  private CommandLineRun simulate(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "policy", "simulate", candidate.toString(), "--recording", recording.toString()));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private static PredictionRequest request(String id) {
    return PredictionRequest.newBuilder()
        .setRequestId(id)
        .setDomain("d")
        .setFeatures(new HashMap<>(Map.of("amount", 20.0)))
        .setRequestedAt(ASKED)
        .build();
  }

  private static Decision decision(String id, double confidence) {
    return Decision.newBuilder()
        .setDecisionId(id + "/final")
        .setRequestId(id)
        .setDomain("d")
        .setStatus(DecisionStatus.FINAL)
        .setLabel("yes")
        .setConfidence(confidence)
        .setTier("primary")
        .setTierKind(TierKind.MODEL)
        .setDegraded(false)
        .setAttempts(List.of(attempt(confidence)))
        .setPolicy(new PolicyRef("p", "1.0.0", "0".repeat(64)))
        .setSource(new SourcePosition("requests", 0, 0L))
        .setRequestedAt(ASKED)
        .setDecidedAt(ASKED.plusMillis(2))
        .build();
  }

  private static Attempt attempt(double confidence) {
    return Attempt.newBuilder()
        .setTier("primary")
        .setTierKind(TierKind.MODEL)
        .setModel(new ModelRef("first", "1", "0".repeat(64)))
        .setLabel("yes")
        .setScores(new HashMap<>(Map.of("yes", confidence)))
        .setRawConfidence(confidence)
        .setConfidence(confidence)
        .setThreshold(.8)
        .setLatencyMicros(1_000)
        .setReason(confidence < .8 ? Reason.LOW_CONFIDENCE : null)
        .setAt(ASKED.plusMillis(1))
        .build();
  }
}
