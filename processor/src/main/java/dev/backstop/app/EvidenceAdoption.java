package dev.backstop.app;

import dev.backstop.control.ControlBoard;
import dev.backstop.domain.SourcePosition;
import dev.backstop.judge.Evidence;
import dev.backstop.judge.Rulings;
import dev.backstop.registry.CandidateMapper;
import dev.backstop.registry.RegistryUnavailableException;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.CandidateMeters;
import dev.backstop.topology.adopt.AdoptStage;
import dev.backstop.v1.CandidateEvidence;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
  private static final long RETRY_MILLIS = 1_000;

  private final ControlBoard board;
  private final WireCodec.Factory codecs;
  private final CandidateMeters meters;

  /** The offset of the newest record by its key: a retry must not undo what came after it. */
  private final Map<String, Long> newest = new ConcurrentSkipListMap<>();

  /** What the newest record of each key has said, while there is one. */
  private final Map<String, Evidence> known = new HashMap<>();

  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "backstop-evidence");
            thread.setDaemon(true);
            return thread;
          });

  EvidenceAdoption(ControlBoard board, WireCodec.Factory codecs, CandidateMeters meters) {
    this.board = board;
    this.codecs = codecs;
    this.meters = meters;
  }

  @Override
  public void changed(String key, byte @Nullable [] value, SourcePosition at) {
    newest.put(key, at.offset());
    attempt(key, value, at.topic(), at.offset());
  }

  @Override
  public void close() {
    later.shutdownNow();
  }

  private synchronized void attempt(
      String key, byte @Nullable [] value, String topic, long offset) {
    if (newest.getOrDefault(key, offset) > offset) {
      return;
    }
    if (value == null) {
      forget(key);
      return;
    }
    try (WireCodec codec = codecs.create()) {
      WireCodec.Decoded<CandidateEvidence> decoded =
          codec.decode(topic, value, CandidateEvidence.class);
      if (decoded instanceof WireCodec.Read<CandidateEvidence> read) {
        take(key, CandidateMapper.fromAvro(read.record()));
      } else {
        LOG.warn(
            "event=evidence_refused key={} offset={} why={}",
            key,
            offset,
            ((WireCodec.Unreadable<CandidateEvidence>) decoded).why());
      }
    } catch (RegistryUnavailableException e) {
      LOG.warn("event=evidence_waits cause=registry key={} offset={}", key, offset);
      var unused =
          later.schedule(
              () -> attempt(key, value, topic, offset), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      // The global thread would end, and the instance with it.
      LOG.warn(
          "event=evidence_refused key={} offset={} exception={}",
          key,
          offset,
          e.getClass().getName());
    }
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
