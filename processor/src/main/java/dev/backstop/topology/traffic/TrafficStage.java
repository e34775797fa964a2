package dev.backstop.topology.traffic;

import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.SourcePosition;
import dev.backstop.incident.TrafficReport;
import dev.backstop.telemetry.TrafficMeters;
import dev.backstop.topology.names.Topic;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Tells the writer of incidents what this instance has counted. It reads no records. Each task has
 * one, and whichever looks first when it is time tells it for all of them: an instance keeps
 * telling as long as it has any task.
 */
public final class TrafficStage extends ContextualProcessor<String, Passing, String, Passing> {

  private static final Duration EVERY = Duration.ofSeconds(1);

  private final TrafficMeters meters;
  private final InstantSource clock;
  private final SourcePosition nothing;

  private TrafficStage(TrafficMeters meters, InstantSource clock, String prefix) {
    this.meters = meters;
    this.clock = clock;
    this.nothing = new SourcePosition(Topic.HEALTH.with(prefix), 0, -1);
  }

  /**
   * A stage that tells what is in the meters.
   *
   * @param prefix of the topics' names
   */
  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      TrafficMeters meters, InstantSource clock, String prefix) {
    return () -> new TrafficStage(meters, clock, prefix);
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    super.init(context);
    var unused = context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, timestamp -> tell());
  }

  @Override
  public void process(Record<String, Passing> record) {
    throw new IllegalStateException("no record comes here");
  }

  private void tell() {
    TrafficReport report = meters.due(clock.instant());
    if (report != null) {
      context()
          .forward(
              new Record<>(
                  TrafficReport.KEY, new Emission.Counted(report, nothing), clock.millis()));
    }
  }
}
