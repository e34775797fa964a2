package dev.backstop.topology.ingest;

import dev.backstop.decision.Case;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.AuditEvent;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.names.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request id once inside the duplicate window; a further request with the same id is
 * counted and audited, and goes no further. What was seen is kept in a window store, whose old
 * segments are dropped as a whole.
 */
public final class DeduplicateStage extends ContextualProcessor<String, Passing, String, Passing> {

  /** How the filters are filled after a start: a slice takes some ten milliseconds. */
  private static final Duration SLICE_EVERY = Duration.ofMillis(100);

  private static final int IDS_PER_SLICE = 10_000;

  private final Duration window;
  private final String next;
  private final String emit;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private @Nullable SeenIds seen;

  private DeduplicateStage(
      Duration window, String next, String emit, InstantSource clock, Telemetry telemetry) {
    this.window = window;
    this.next = next;
    this.emit = emit;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /** A stage with its store. */
  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      Duration window, String next, String emit, InstantSource clock, Telemetry telemetry) {
    return new ProcessorSupplier<>() {
      @Override
      public ContextualProcessor<String, Passing, String, Passing> get() {
        return new DeduplicateStage(window, next, emit, clock, telemetry);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.windowStoreBuilder(
                    Stores.persistentWindowStore(
                        Store.SEEN.storeName(), SeenIds.retention(window), window, false),
                    Serdes.String(),
                    Serdes.Long())
                .withCachingDisabled());
      }
    };
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    super.init(context);
    SeenIds ids = new SeenIds(context.getStateStore(Store.SEEN.storeName()), window);
    seen = ids;
    ids.fill(clock.millis(), IDS_PER_SLICE);
    if (!ids.isComplete()) {
      fillInSlices(context, ids);
    }
  }

  private void fillInSlices(ProcessorContext<String, Passing> context, SeenIds ids) {
    AtomicReference<@Nullable Cancellable> filling = new AtomicReference<>();
    filling.set(
        context.schedule(
            SLICE_EVERY,
            PunctuationType.WALL_CLOCK_TIME,
            streamTime -> {
              ids.fill(clock.millis(), IDS_PER_SLICE);
              Cancellable again = filling.get();
              if (ids.isComplete() && again != null) {
                again.cancel();
              }
            }));
  }

  @Override
  public void process(Record<String, Passing> record) {
    SeenIds ids = this.seen;
    if (ids == null || !(record.value() instanceof Case opened)) {
      throw new IllegalStateException("only cases are deduplicated, and only after init()");
    }
    long now = clock.millis();
    if (ids.wasSeen(record.key(), now)) {
      telemetry.duplicate();
      AuditEvent event =
          new AuditEvent(
              AuditEvent.Kind.DUPLICATE_REQUEST,
              record.key(),
              null,
              "a request with this id was taken before; it was not answered again",
              Map.of(),
              opened.source(),
              Instant.ofEpochMilli(now));
      context().forward(record.withValue(new Emission.Noted(event)), emit);
      return;
    }
    ids.add(record.key(), now);
    context().forward(record, next);
  }

  @Override
  public void close() {
    if (seen != null) {
      seen.close();
    }
  }
}
