package dev.backstop.topology.route;

import dev.backstop.decision.Case;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Ladder;
import dev.backstop.decision.Passing;
import dev.backstop.decision.Step;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/** Sends a case on: its decision out, to a later model tier, or to a person. */
public final class RouteStage extends ContextualProcessor<String, Passing, String, Passing> {

  private final String review;
  private final String emit;

  private RouteStage(String review, String emit) {
    this.review = review;
    this.emit = emit;
  }

  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      String review, String emit) {
    return () -> new RouteStage(review, emit);
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (!(record.value() instanceof Case on)) {
      throw new IllegalStateException("only cases are routed");
    }
    Step step = Ladder.next(on, Instant.ofEpochMilli(context().currentSystemTimeMs()));
    if (step instanceof Step.Decide decide) {
      context().forward(record.withValue(new Emission.Decided(decide.decision())), emit);
    } else if (step instanceof Step.Ask ask) {
      context().forward(record.withValue(new Emission.Escalated(ask.on(), ask.tier())), emit);
    } else {
      context().forward(record.withValue((Step.Review) step), review);
    }
  }
}
