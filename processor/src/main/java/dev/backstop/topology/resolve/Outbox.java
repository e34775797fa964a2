package dev.backstop.topology.resolve;

import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Decision;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** What the joining of verdicts says to the outside. */
final class Outbox {

  private final ProcessorContext<String, Passing> context;
  private final String node;
  private final InstantSource clock;

  Outbox(ProcessorContext<String, Passing> context, String node, InstantSource clock) {
    this.context = context;
    this.node = node;
    this.clock = clock;
  }

  void decided(Decision decision, Map<String, String> trace) {
    send(decision.requestId(), new Emission.Decided(decision), trace);
  }

  void labelled(LabelledExample example) {
    send(example.requestId(), new Emission.Labelled(example), Map.of());
  }

  void rerouted(String requestId, RawRecord verdict) {
    send(requestId, new Emission.Rerouted(Emission.Rerouted.Kind.VERDICT, verdict), Map.of());
  }

  void dropped(DeadLetter letter) {
    String id = letter.requestId();
    send(
        id != null ? id : letter.record().source().toLineage(),
        new Emission.Dropped(letter),
        Map.of());
  }

  /** A verdict that cannot be meant for the open task: kept with its bytes, and noted. */
  void refused(Verdict verdict, RawRecord record, String why) {
    note(
        AuditEvent.Kind.REFUSED_VERDICT,
        verdict.requestId(),
        verdict.reviewer(),
        why,
        record.source());
    dropped(
        new DeadLetter(
            DeadLetter.Cause.REFUSED_VERDICT,
            "the verdict was refused: " + why,
            record,
            verdict.requestId(),
            null,
            node,
            now()));
  }

  /** A verdict that had waited for its task and cannot be read any longer. */
  void unreadable(RawRecord verdict) {
    dropped(
        new DeadLetter(
            DeadLetter.Cause.UNDECODABLE,
            "the verdict had waited for its task and can no longer be read",
            verdict,
            null,
            null,
            node,
            now()));
  }

  /** A verdict that counts, where others must agree with it. */
  void heard(Verdict verdict, ReviewTask task, SourcePosition source) {
    String said =
        task.opinions().size()
            + " of the reviewers have answered"
            + (task.isDisputed() ? ", not all the same; " : "; ")
            + task.reviewers()
            + " must agree";
    AuditEvent event =
        new AuditEvent(
            AuditEvent.Kind.VERDICT_HEARD,
            verdict.requestId(),
            verdict.reviewer(),
            said,
            Map.of("task", task.taskId()),
            source,
            now());
    send(verdict.requestId(), new Emission.Noted(event), Map.of());
  }

  /** A second verdict of the same reviewer, where another must agree. */
  void repeatedVerdict(Verdict verdict, SourcePosition source) {
    note(
        AuditEvent.Kind.DUPLICATE_VERDICT,
        verdict.requestId(),
        verdict.reviewer(),
        "the reviewer has answered before; another one must agree",
        source);
  }

  void duplicateVerdict(Verdict verdict, SourcePosition source) {
    note(
        AuditEvent.Kind.DUPLICATE_VERDICT,
        verdict.requestId(),
        verdict.reviewer(),
        "the review was answered before",
        source);
  }

  void lateVerdict(Verdict verdict, SourcePosition source) {
    note(
        AuditEvent.Kind.LATE_VERDICT,
        verdict.requestId(),
        verdict.reviewer(),
        "the review's time had run out",
        source);
  }

  void duplicateTask(String requestId, SourcePosition source) {
    note(
        AuditEvent.Kind.DUPLICATE_TASK,
        requestId,
        null,
        "a review of this request was opened before",
        source);
  }

  private void note(
      AuditEvent.Kind kind,
      String requestId,
      @Nullable String actor,
      String description,
      SourcePosition source) {
    AuditEvent event = new AuditEvent(kind, requestId, actor, description, Map.of(), source, now());
    send(requestId, new Emission.Noted(event), Map.of());
  }

  private void send(String requestId, Emission emission, Map<String, String> trace) {
    RecordHeaders headers = new RecordHeaders();
    trace.forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    context.forward(new Record<>(requestId, emission, clock.millis(), headers));
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
