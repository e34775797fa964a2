package dev.backstop.topology.resolve;

import dev.backstop.decision.Labelling;
import dev.backstop.decision.Resolution;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.Reason;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.Verdict;
import dev.backstop.telemetry.ReviewMeters;
import dev.backstop.telemetry.ReviewMeters.VerdictResult;
import java.time.Instant;
import java.util.Optional;

/**
 * The questions that stand beside a decision. Each becomes one label, by a verdict or by the end of
 * its time; no decision is touched.
 */
final class Panel {

  private final PanelState state;
  private final Outbox out;
  private final ReviewMeters meters;
  private long counted;

  Panel(PanelState state, Outbox out, ReviewMeters meters) {
    this.state = state;
    this.out = out;
    this.meters = meters;
    count(state.count());
  }

  void close() {
    count(-counted);
  }

  /** Takes a question; whether it is new. */
  boolean taskRead(ReviewTask task, RawRecord record) {
    if (state.isKnown(task.taskId())) {
      out.duplicateTask(task.requestId(), record.source());
      return false;
    }
    state.open(task);
    count(1);
    return true;
  }

  /** Takes a verdict; false if its question is not known. */
  boolean verdictRead(Verdict verdict, RawRecord record, long now) {
    ReviewTask task = state.open(verdict.taskId());
    if (task != null) {
      apply(verdict, task, record, now);
      return true;
    }
    Settled settled = state.settled(verdict.taskId());
    if (settled == null) {
      return false;
    }
    if (settled.byVerdict()) {
      meters.verdict(VerdictResult.DUPLICATE);
      out.duplicateVerdict(verdict, record.source());
    } else {
      meters.verdict(VerdictResult.LATE);
      out.lateVerdict(verdict, record.source());
    }
    return true;
  }

  /** The end of a question's time. */
  void due(String taskId, long now) {
    ReviewTask task = state.open(taskId);
    if (task != null) {
      Instant at = Instant.ofEpochMilli(now);
      settle(task, Labelling.unresolved(task, Reason.REVIEW_TIMEOUT, at), false, now);
    }
  }

  void forget(String taskId) {
    state.forget(taskId);
  }

  private void apply(Verdict verdict, ReviewTask task, RawRecord record, long now) {
    Optional<String> refusal = Resolution.refusal(task, verdict);
    if (refusal.isPresent()) {
      meters.verdict(VerdictResult.REFUSED);
      out.refused(verdict, record, refusal.get());
      return;
    }
    boolean inTime = now < task.finishBy().toEpochMilli();
    settle(task, Labelling.beside(task, verdict, Instant.ofEpochMilli(now)), inTime, now);
    meters.verdict(inTime ? VerdictResult.ACCEPTED : VerdictResult.LATE);
    if (!inTime) {
      out.lateVerdict(verdict, record.source());
    }
  }

  private void settle(ReviewTask task, LabelledExample example, boolean byVerdict, long now) {
    state.settle(task, byVerdict, now);
    count(-1);
    out.labelled(example);
  }

  private void count(long change) {
    counted += change;
    meters.beside(change);
  }
}
