package dev.backstop.app;

import dev.backstop.control.ControlBoard;
import dev.backstop.domain.SourcePosition;
import dev.backstop.judge.Evidence;
import dev.backstop.judge.Rulings;
import dev.backstop.registry.CandidateMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.CandidateMeters;
import dev.backstop.topology.adopt.AdoptStage;
import dev.backstop.v1.CandidateEvidence;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what was found about candidates on the board, on each instance, so that a verdict takes
 * effect wherever its candidate answers. It says what is so; whether a candidate is rolled back or
 * promoted for it, the policy says.
 */
final class EvidenceAdoption implements AdoptStage.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EvidenceAdoption.class);

  private final ControlBoard board;
  private final CandidateMeters meters;
  private final Heard<CandidateEvidence> heard;

  /** What the newest record of each key has said, while there is one. */
  private final Map<String, Evidence> known = new HashMap<>();

  EvidenceAdoption(ControlBoard board, WireCodec.Factory codecs, CandidateMeters meters) {
    this.board = board;
    this.meters = meters;
    this.heard =
        new Heard<>(
            "evidence",
            CandidateEvidence.class,
            codecs,
            (key, record) -> take(key, CandidateMapper.fromAvro(record)),
            this::forget);
  }

  @Override
  public void changed(String key, byte @Nullable [] value, SourcePosition at) {
    heard.changed(key, value, at);
  }

  @Override
  public void close() {
    heard.close();
  }

  /**
   * An instance that starts after the record was deleted knows nothing of it, so neither does this
   * one.
   */
  private void forget(String key) {
    Evidence gone = known.remove(key);
    if (gone != null) {
      meters.forget(gone);
      board.set(board.rulings().with(Evidence.none(gone.trial(), gone.segment())));
      LOG.info(
          "event=evidence_deleted policy={} tier={} candidate={} segment={} verdict={}",
          gone.trial().policy().toLineage(),
          gone.trial().tier(),
          gone.trial().candidate(),
          gone.segment(),
          gone.verdict());
    }
  }

  private void take(String key, Evidence evidence) {
    if (!key.equals(evidence.id())) {
      LOG.warn("event=evidence_refused key={} why=it_is_that_of_another_record", key);
      return;
    }
    known.put(key, evidence);
    meters.evidence(evidence);
    Rulings before = board.rulings();
    Rulings after = before.with(evidence);
    if (after != before) {
      board.set(after);
      LOG.info(
          "event=candidate_judged policy={} tier={} candidate={} segment={} verdict={} why=\"{}\"",
          evidence.trial().policy().toLineage(),
          evidence.trial().tier(),
          evidence.trial().candidate(),
          evidence.segment(),
          evidence.verdict(),
          evidence.reason());
    }
  }
}
