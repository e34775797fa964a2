package dev.backstop.topology.resolve;

import dev.backstop.decision.Labelling;
import dev.backstop.decision.Resolution;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Drill;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.Verdict;
import dev.backstop.telemetry.ReviewMeters.VerdictResult;
import dev.backstop.telemetry.Telemetry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The reviews that a decision waits for. Each is closed once, by verdicts or by the end of its
 * time, and then the request is decided.
 */
final class Reviews {

  private final ReviewState state;
  private final Outbox out;
  private final int partitions;
  private final Telemetry telemetry;
  private long counted;

  /**
   * @param partitions of the topics, or 0 if that is not known: each has an even part of the room
   */
  Reviews(ReviewState state, Outbox out, int partitions, Telemetry telemetry) {
    this.state = state;
    this.out = out;
    this.partitions = partitions;
    this.telemetry = telemetry;
  }

  /** Counts those that are open, for the meters and for the room that is left. */
  void begin() {
    count(state.count());
  }

  void close() {
    count(-counted);
  }

  /** Takes a task; whether it is new. */
  boolean taskRead(ReviewTask task, RawRecord record, long now) {
    Settled settled = state.settled(task.requestId());
    boolean known = settled != null && settled.taskId().equals(task.taskId());
    if (known || state.open(task.requestId()) != null) {
      // A second request of this id, sent after the duplicate window: it is answered with the
      // first.
      if (!known && !Drill.owns(task.requestId())) {
        telemetry.duplicate();
      }
      out.duplicateTask(task.requestId(), record.source());
      return false;
    }
    if (!task.hasRoom(counted, partitions)) {
      Instant at = Instant.ofEpochMilli(now);
      state.turnedAway(task, now);
      told(task, Resolution.turnedAway(task, at), null, at);
    } else {
      state.open(task);
      if (!Drill.owns(task.requestId())) {
        count(1);
      }
    }
    return true;
  }

  /** Takes a verdict; false if its request has no review, open or closed. */
  boolean verdictRead(Verdict verdict, RawRecord record, long now) {
    ReviewTask task = state.open(verdict.requestId());
    if (task != null) {
      apply(verdict, task, record, now);
      return true;
    }
    Settled settled = state.settled(verdict.requestId());
    if (settled == null) {
      return false;
    }
    if (!settled.taskId().equals(verdict.taskId())) {
      became(verdict, VerdictResult.REFUSED);
      out.refused(verdict, record, "it names a task that is not open for this request");
    } else if (settled.byVerdict()) {
      became(verdict, VerdictResult.DUPLICATE);
      out.duplicateVerdict(verdict, record.source());
    } else {
      became(verdict, VerdictResult.LATE);
      out.lateVerdict(verdict, record.source());
    }
    return true;
  }

  /** The end of a review's time. */
  void due(String requestId, long now) {
    ReviewTask task = state.open(requestId);
    if (task != null) {
      close(task, Resolution.timeout(task, Instant.ofEpochMilli(now)), null, false, now);
    }
  }

  void forget(String requestId, long now) {
    state.forget(requestId, now);
  }

  private void apply(Verdict verdict, ReviewTask task, RawRecord record, long now) {
    Resolution resolution = Resolution.verdict(task, verdict, Instant.ofEpochMilli(now));
    if (resolution instanceof Resolution.Refused refused) {
      became(verdict, VerdictResult.REFUSED);
      out.refused(verdict, record, refused.why());
      return;
    }
    if (resolution instanceof Resolution.Heard heard) {
      became(verdict, VerdictResult.HEARD);
      state.update(heard.task());
      out.heard(verdict, heard.task(), record.source());
      return;
    }
    if (resolution instanceof Resolution.Repeated) {
      became(verdict, VerdictResult.DUPLICATE);
      out.repeatedVerdict(verdict, record.source());
      return;
    }
    boolean inTime = now < task.finishBy().toEpochMilli();
    close(task, ((Resolution.Closed) resolution).decision(), verdict, inTime, now);
    became(verdict, inTime ? VerdictResult.ACCEPTED : VerdictResult.LATE);
    if (!inTime) {
      out.lateVerdict(verdict, record.source());
    }
  }

  private void close(
      ReviewTask task, Decision decision, @Nullable Verdict verdict, boolean byVerdict, long now) {
    state.settle(task, byVerdict, now);
    if (!Drill.owns(task.requestId())) {
      count(-1);
    }
    told(task, decision, verdict, Instant.ofEpochMilli(now));
  }

  private void told(ReviewTask task, Decision decision, @Nullable Verdict verdict, Instant now) {
    out.decided(decision, task.trace());
    if (Drill.owns(task.requestId())) {
      return;
    }
    telemetry.attempted(decision.attempts(), task.attempts().size());
    Labelling.of(task, decision, verdict, now).ifPresent(out::labelled);
  }

  private void became(Verdict verdict, VerdictResult result) {
    telemetry.reviews().verdict(verdict.requestId(), result);
  }

  private void count(long change) {
    counted += change;
    telemetry.reviews().pending(change);
  }
}
