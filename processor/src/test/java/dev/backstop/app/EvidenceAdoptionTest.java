package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.ControlBoard;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.SourcePosition;
import dev.backstop.judge.AgreementSprt;
import dev.backstop.judge.Evidence;
import dev.backstop.judge.PairJudge;
import dev.backstop.judge.Rulings;
import dev.backstop.judge.Trial;
import dev.backstop.judge.Verdict;
import dev.backstop.judge.Watch;
import dev.backstop.policy.Candidate;
import dev.backstop.registry.CandidateMapper;
import dev.backstop.registry.InMemoryAvro;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvidenceAdoptionTest {

  private static final String TOPIC = "backstop.evidence";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Trial TRIAL =
      new Trial(
          new PolicyRef("p", "1", "a".repeat(64)), "d", "a", "n", Candidate.Basis.LABELS, 1_000);

  private final InMemoryAvro avro = new InMemoryAvro();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ControlBoard board = new ControlBoard();
  private final EvidenceAdoption adoption =
      new EvidenceAdoption(board, avro.codecs(), new Telemetry(meters).candidates());
  private long offset;

  @AfterEach
  void close() {
    adoption.close();
  }

  @Test
  void shouldPutAVerdictOnTheBoardAndShowTheEvidence() {
    // When
    send(evidence(Verdict.AGAINST_CANDIDATE).id(), evidence(Verdict.AGAINST_CANDIDATE));

    // Then
    assertThat(board.rulings().of(TRIAL.key()).rejected()).isNotNull();
    assertThat(meters.get(Meter.CANARY_VERDICT.meterName()).gauge().value()).isEqualTo(-1);
    assertThat(meters.get(Meter.CANARY_EVIDENCE_AGAINST.meterName()).gauge().value())
        .isEqualTo(new PairJudge(4, 16).forIncumbent());
  }

  @Test
  void shouldLeaveTheBoardAsItIsWhereTheVerdictIsTheSame() {
    // Given
    send(evidence(Verdict.AGAINST_CANDIDATE).id(), evidence(Verdict.AGAINST_CANDIDATE));
    Rulings before = board.rulings();

    // When
    send(evidence(Verdict.AGAINST_CANDIDATE).id(), evidence(Verdict.AGAINST_CANDIDATE));

    // Then
    assertThat(board.rulings()).isSameAs(before);
  }

  @Test
  void shouldTakeNoEvidenceUnderAnotherKeyAndNoGarbage() {
    // When
    send("another", evidence(Verdict.AGAINST_CANDIDATE));
    adoption.changed("garbage", new byte[] {1, 2, 3}, new SourcePosition(TOPIC, 0, offset++));
    adoption.changed("gone", null, new SourcePosition(TOPIC, 0, offset++));

    // Then
    assertThat(board.rulings()).isSameAs(Rulings.NONE);
  }

  @Test
  void shouldEndWhereANewInstanceBeginsWhenARecordIsDeleted() {
    // Given
    Evidence rejected = evidence(Verdict.AGAINST_CANDIDATE);
    send(rejected.id(), rejected);

    // When
    adoption.changed(rejected.id(), null, new SourcePosition(TOPIC, 0, offset++));

    // Then
    assertThat(board.rulings().none()).isTrue();
    assertThat(board.rulings().of(TRIAL.key())).isEqualTo(Rulings.NONE.of(TRIAL.key()));
    assertThat(meters.find(Meter.CANARY_VERDICT.meterName()).gauge()).isNull();

    // And: what the judge publishes next counts again
    send(rejected.id(), rejected);
    assertThat(board.rulings().of(TRIAL.key()).rejected()).isNotNull();
    assertThat(meters.get(Meter.CANARY_VERDICT.meterName()).gauge().value()).isEqualTo(-1);
  }

  @Test
  void shouldShowTheEvidenceOfEachVersionOfAPolicyByItself() {
    // Given
    Trial later =
        new Trial(
            new PolicyRef("p", "2", "b".repeat(64)), "d", "a", "n", Candidate.Basis.LABELS, 1_000);

    // When
    send(evidence(Verdict.AGAINST_CANDIDATE).id(), evidence(Verdict.AGAINST_CANDIDATE));
    send(Evidence.idOf(later, null), Evidence.none(later, null));

    // Then
    assertThat(verdict("1")).isEqualTo(-1);
    assertThat(verdict("2")).isZero();
  }

  private double verdict(String version) {
    return meters
        .get(Meter.CANARY_VERDICT.meterName())
        .tags("policy", "p", "version", version, "model", "n")
        .gauge()
        .value();
  }

  private void send(String key, Evidence evidence) {
    byte[] value = avro.serializer().serialize(TOPIC, CandidateMapper.toAvro(evidence, NOW));
    adoption.changed(key, value, new SourcePosition(TOPIC, 0, offset++));
  }

  private static Evidence evidence(Verdict verdict) {
    return new Evidence(
        TRIAL,
        null,
        100,
        0,
        0,
        40,
        new PairJudge(4, 16),
        Watch.NEW,
        AgreementSprt.NEW,
        verdict,
        "a reason",
        NOW);
  }
}
