package dev.backstop.topology.route;

import dev.backstop.decision.AuditCoin;
import dev.backstop.decision.Case;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Ladder;
import dev.backstop.decision.PanelOpening;
import dev.backstop.decision.Passing;
import dev.backstop.decision.Step;
import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.Decision;
import dev.backstop.guard.CallTimes;
import dev.backstop.telemetry.Telemetry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/** Sends a case on: its decision out, to a later model tier, or to a person. */
public final class RouteStage extends ContextualProcessor<String, Passing, String, Passing> {

  private final String review;
  private final String emit;

  private final CallTimes times;
  private final AuditCoin coin = new AuditCoin();
  private final InstantSource clock;
  private final Telemetry telemetry;

  private RouteStage(
      String review, String emit, CallTimes times, InstantSource clock, Telemetry telemetry) {
    this.review = review;
    this.emit = emit;
    this.times = times;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /**
   * A stage that routes.
   *
   * @param times how long models usually take, as far as they are asked on this instance
   */
  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      String review, String emit, CallTimes times, InstantSource clock, Telemetry telemetry) {
    return () -> new RouteStage(review, emit, times, clock, telemetry);
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (!(record.value() instanceof Case on)) {
      throw new IllegalStateException("only cases are routed");
    }
    Instant now = Instant.ofEpochMilli(clock.millis());
    Step step = Ladder.next(on, now, times);
    if (on.drill() == null) {
      // The tiers passed by on the way; the one that was asked has been counted.
      telemetry.attempted(step.attempts(), on.attempts().size());
    }
    if (step instanceof Step.Decide decide) {
      context().forward(record.withValue(decided(on, decide.decision(), now)), emit);
    } else if (step instanceof Step.Ask ask) {
      context().forward(record.withValue(new Emission.Escalated(ask.on(), ask.tier())), emit);
    } else {
      context().forward(record.withValue((Step.Review) step), review);
    }
  }

  /** The decision as it is, marked with how the coin of the audit panel fell. */
  private Emission.Decided decided(Case on, Decision decision, Instant now) {
    AuditDraw draw = coin.toss(on.audit(now), decision.requestId());
    if (draw == null) {
      return new Emission.Decided(decision);
    }
    return new Emission.Decided(
        decision.with(draw),
        draw.drawn() ? Optional.of(PanelOpening.of(on, decision, draw, now)) : Optional.empty());
  }
}
