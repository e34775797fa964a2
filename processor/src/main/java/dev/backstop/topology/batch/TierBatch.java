package dev.backstop.topology.batch;

import dev.backstop.decision.Case;
import dev.backstop.domain.Features;
import dev.backstop.domain.Memo;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.model.Allowance;
import dev.backstop.model.Ended;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.policy.Tier;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.read.Input;
import dev.backstop.topology.read.MemoHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;

/**
 * The cases of one poll that one tier is to answer. All calls together have one time budget of the
 * tier, and each model of an ensemble its share of it; what that does not suffice for is left to
 * the topology, which asks record by record, and so is a case that is alone.
 */
final class TierBatch {

  /** A case and the headers of its record. */
  private record Row(String requestId, Case on, Headers headers) {}

  private final Tier.Asking.Question question;
  private final List<Row> rows = new ArrayList<>();

  TierBatch(Tier.Asking.Question question) {
    this.question = question;
  }

  void add(String requestId, Case on, Headers headers) {
    rows.add(new Row(requestId, on, headers));
  }

  /** Asks for all rows, and attaches to each record what is known of it afterwards. */
  void answer(Models models, Function<String, Pace> paces, Telemetry telemetry) {
    long end = System.nanoTime() + question.budget().toNanos();
    List<Memo[]> members = new ArrayList<>();
    for (String model : question.models()) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      Duration share = question.share(left, members.size());
      members.add(new Asked(model, share, paces.apply(model)).answers(models, telemetry));
    }
    for (int i = 0; i < rows.size(); i++) {
      attach(rows.get(i), members.size() == 1 ? members.get(0)[i] : members(members, i));
    }
  }

  private static Memo members(List<Memo[]> members, int row) {
    List<Memo> all = new ArrayList<>(members.size());
    members.forEach(member -> all.add(member[row]));
    return new Memo.Members(all);
  }

  private static void attach(Row row, Memo memo) {
    row.headers().add(new MemoHeader(new Input.Good(row.requestId(), row.on().knowing(memo))));
  }

  /** One of the models, asked for all rows. */
  private final class Asked {

    private final String model;
    private final Duration budget;
    private final Pace pace;
    private final Memo[] known = new Memo[rows.size()];

    Asked(String model, Duration budget, Pace pace) {
      this.model = model;
      this.budget = budget;
      this.pace = pace;
    }

    /** What is known of each row. */
    Memo[] answers(Models models, Telemetry telemetry) {
      long end = System.nanoTime() + budget.toNanos();
      int done = 0;
      Memo.Use refused = Memo.Use.ABSENT;
      while (rows.size() - done >= Pace.LEAST && refused == Memo.Use.ABSENT) {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (!Pace.fits(left, budget)) {
          refused = Memo.Use.TIMEOUT;
        } else {
          int from = done;
          int to = done + pace.rows(rows.size() - done);
          refused =
              models
                  .with(model, loaded -> call(loaded, from, to, left, telemetry))
                  .orElse(Memo.Use.MODEL_CHANGED);
          done = refused == Memo.Use.ABSENT ? to : done;
        }
      }
      Arrays.fill(known, done, known.length, new Memo.None(refused));
      return known;
    }

    /** One call; tells why there was no answer, or ABSENT if there was. */
    private Memo.Use call(Model loaded, int from, int to, Duration left, Telemetry telemetry) {
      List<Features> features = new ArrayList<>(to - from);
      for (Row row : rows.subList(from, to)) {
        features.add(row.on().features());
      }
      Ended call = loaded.ask(features, left, allowance().waiting(Pace.spare(left, budget)));
      List<Outcome> outcomes = call.outcomes();
      Memo.Use refused = refusal(outcomes.get(0));
      // A call that was not begun takes no time.
      boolean ranOut = refused == Memo.Use.OVERLOAD && call.nanos() > budget.toNanos() / 8;
      if (refused == Memo.Use.TIMEOUT || ranOut) {
        pace.timedOut();
      }
      if (refused == Memo.Use.ABSENT) {
        pace.answered(to - from, call.nanos(), budget);
        telemetry.batchScored(question.tier(), loaded.ref().name(), to - from);
        long micros = TimeUnit.NANOSECONDS.toMicros(call.nanos());
        for (int i = from; i < to; i++) {
          known[i] = new Memo.Answer(question.tier(), loaded.ref(), outcomes.get(i - from), micros);
        }
      }
      return refused;
    }
  }

  /** Cases of two policies may share a batch, whose bounds are the same. */
  private Allowance allowance() {
    return Allowance.inTurn(
        question.calls(), rows.get(0).on().policy().charter().overload().adaptive());
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
      if (failed.reason() == Reason.OVERLOAD) {
        return Memo.Use.OVERLOAD;
      }
    }
    return Memo.Use.ABSENT;
  }
}
