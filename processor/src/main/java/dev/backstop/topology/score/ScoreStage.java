package dev.backstop.topology.score;

import dev.backstop.decision.Case;
import dev.backstop.decision.Ladder;
import dev.backstop.decision.Passing;
import dev.backstop.decision.Step;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Memo;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.policy.Tier;
import dev.backstop.telemetry.Telemetry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Asks the model the case needs next, if this part of the topology serves it, and adds the attempt
 * to the case. A model that was asked ahead, in a batch, is not asked again.
 */
public final class ScoreStage extends ContextualProcessor<String, Passing, String, Passing> {

  private final Models models;
  private final BiPredicate<Case, Tier.Model> serves;
  private final InstantSource clock;
  private final Telemetry telemetry;

  private ScoreStage(
      Models models,
      BiPredicate<Case, Tier.Model> serves,
      InstantSource clock,
      Telemetry telemetry) {
    this.models = models;
    this.serves = serves;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /**
   * A stage over these models.
   *
   * @param serves whether a tier is asked here; a case for any other passes through
   */
  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      Models models,
      BiPredicate<Case, Tier.Model> serves,
      InstantSource clock,
      Telemetry telemetry) {
    return () -> new ScoreStage(models, serves, clock, telemetry);
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (!(record.value() instanceof Case on)) {
      throw new IllegalStateException("only cases are scored");
    }
    Instant now = now();
    Step step = Ladder.next(on, now);
    if (step instanceof Step.Ask ask && serves.test(ask.on(), ask.tier())) {
      Case asked = asked(ask, now);
      telemetry.attempted(asked.attempts(), on.attempts().size());
      // Where it was not asked, nothing has happened, and the case comes back by its topic.
      context().forward(record.withValue(asked));
    } else {
      context().forward(record);
    }
  }

  /** The case with the attempt, or as it was if its model is just being loaded. */
  private Case asked(Step.Ask ask, Instant now) {
    Tier.Model tier = ask.tier();
    Optional<Attempt> attempt = models.with(tier.model(), model -> attempt(ask, model, now));
    if (attempt.isEmpty() && models.isExpected(tier.model())) {
      return ask.on();
    }
    return ask.on().with(attempt.orElseGet(() -> notLoaded(ask)));
  }

  private Attempt attempt(Step.Ask ask, Model model, Instant now) {
    if (ask.on().memo() instanceof Memo.Answer answer && answer.model().equals(model.ref())) {
      telemetry.memo(ask.tier().name(), Memo.Use.HIT);
      return Ladder.judge(
          ask.on(), ask.tier(), model.ref(), answer.outcome(), answer.latencyMicros(), now);
    }
    telemetry.memo(
        ask.tier().name(),
        ask.on().memo() instanceof Memo.None none ? none.why() : Memo.Use.MODEL_CHANGED);
    long started = System.nanoTime();
    // The ladder has made sure that the tier's budget fits before the deadline.
    Outcome outcome;
    try {
      outcome = model.scorer().score(ask.on().request().features(), ask.tier().budget());
    } catch (RuntimeException e) {
      // Against its contract; the next tier answers all the same.
      outcome = new Outcome.Failed(Reason.ERROR, e.getClass().getSimpleName());
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started);
    return Ladder.judge(ask.on(), ask.tier(), model.ref(), outcome, micros, now());
  }

  private Attempt notLoaded(Step.Ask ask) {
    String detail = "model '" + ask.tier().model() + "' is not loaded on this instance";
    return Ladder.judge(
        ask.on(), ask.tier(), null, new Outcome.Failed(Reason.ERROR, detail), 0, now());
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
