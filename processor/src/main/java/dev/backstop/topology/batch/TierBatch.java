package dev.backstop.topology.batch;

import dev.backstop.decision.Case;
import dev.backstop.domain.Features;
import dev.backstop.domain.Memo;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.policy.Tier;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.read.Input;
import dev.backstop.topology.read.MemoHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;

/**
 * The cases of one poll that one tier is to answer. All calls together have one time budget of the
 * tier; what it does not suffice for is left to the topology, which asks record by record, and so
 * is a case that is alone.
 */
final class TierBatch {

  /** A case and the headers of its record. */
  private record Row(String requestId, Case on, Headers headers) {}

  private final Tier.Model tier;
  private final List<Row> rows = new ArrayList<>();

  TierBatch(Tier.Model tier) {
    this.tier = tier;
  }

  void add(String requestId, Case on, Headers headers) {
    rows.add(new Row(requestId, on, headers));
  }

  /** Asks for all rows, and attaches to each record what is known of it afterwards. */
  void answer(Models models, Pace pace, Telemetry telemetry) {
    long end = System.nanoTime() + tier.budget().toNanos();
    int done = 0;
    Memo.Use refused = Memo.Use.ABSENT;
    while (rows.size() - done >= Pace.LEAST && refused == Memo.Use.ABSENT) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (!Pace.fits(left, tier.budget())) {
        refused = Memo.Use.TIMEOUT;
      } else {
        List<Row> some = rows.subList(done, done + pace.rows(rows.size() - done));
        refused =
            models
                .with(tier.model(), model -> call(model, some, left, pace, telemetry))
                .orElse(Memo.Use.MODEL_CHANGED);
        done += refused == Memo.Use.ABSENT ? some.size() : 0;
      }
    }
    for (Row row : rows.subList(done, rows.size())) {
      attach(row, new Memo.None(refused));
    }
  }

  /** One call; tells why there was no answer, or ABSENT if there was. */
  private Memo.Use call(
      Model model, List<Row> some, Duration left, Pace pace, Telemetry telemetry) {
    List<Features> features = new ArrayList<>(some.size());
    for (Row row : some) {
      features.add(row.on().request().features());
    }
    long began = System.nanoTime();
    List<Outcome> outcomes = model.scorer().scoreAll(features, left);
    long nanos = System.nanoTime() - began;
    Memo.Use refused = refusal(outcomes.get(0));
    if (refused == Memo.Use.TIMEOUT) {
      pace.timedOut();
    }
    if (refused == Memo.Use.ABSENT) {
      pace.answered(some.size(), nanos, tier.budget());
      telemetry.batchScored(tier.name(), model.ref().name(), some.size());
      long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
      for (int i = 0; i < some.size(); i++) {
        attach(some.get(i), new Memo.Answer(model.ref(), outcomes.get(i), micros));
      }
    }
    return refused;
  }

  /**
   * A time-out and a refusal are those of the whole call, whatever the row: a row alone may be
   * answered all the same.
   */
  private static Memo.Use refusal(Outcome first) {
    if (first instanceof Outcome.Failed failed) {
      if (failed.reason() == Reason.TIMEOUT) {
        return Memo.Use.TIMEOUT;
      }
      if (failed.reason() == Reason.BREAKER_OPEN) {
        return Memo.Use.BREAKER_OPEN;
      }
    }
    return Memo.Use.ABSENT;
  }

  private static void attach(Row row, Memo memo) {
    row.headers().add(new MemoHeader(new Input.Good(row.requestId(), row.on().knowing(memo))));
  }
}
