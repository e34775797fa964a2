package dev.backstop.topology.route;

import dev.backstop.decision.Case;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Ladder;
import dev.backstop.decision.Passing;
import dev.backstop.decision.Step;
import dev.backstop.telemetry.Telemetry;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/** Sends a case on: its decision out, to a later model tier, or to a person. */
public final class RouteStage extends ContextualProcessor<String, Passing, String, Passing> {

  private final String review;
  private final String emit;

  private final InstantSource clock;
  private final Telemetry telemetry;

  private RouteStage(String review, String emit, InstantSource clock, Telemetry telemetry) {
    this.review = review;
    this.emit = emit;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      String review, String emit, InstantSource clock, Telemetry telemetry) {
    return () -> new RouteStage(review, emit, clock, telemetry);
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (!(record.value() instanceof Case on)) {
      throw new IllegalStateException("only cases are routed");
    }
    Step step = Ladder.next(on, Instant.ofEpochMilli(clock.millis()));
    // The tiers passed by on the way; the one that was asked has been counted.
    telemetry.attempted(step.attempts(), on.attempts().size());
    if (step instanceof Step.Decide decide) {
      context().forward(record.withValue(new Emission.Decided(decide.decision())), emit);
    } else if (step instanceof Step.Ask ask) {
      context().forward(record.withValue(new Emission.Escalated(ask.on(), ask.tier())), emit);
    } else {
      context().forward(record.withValue((Step.Review) step), review);
    }
  }
}
