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
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request id once inside the duplicate window; a further request with the same id is
 * counted and audited, and goes no further. The window is a window store, whose old segments are
 * dropped as a whole.
 */
public final class DeduplicateStage extends ContextualProcessor<String, Passing, String, Passing> {

  private static final byte[] SEEN = {1};

  private final Duration window;
  private final String next;
  private final String emit;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private @Nullable WindowStore<String, byte[]> seen;

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
                    Stores.persistentWindowStore(Store.SEEN.storeName(), window, window, false),
                    Serdes.String(),
                    Serdes.ByteArray())
                .withCachingDisabled());
      }
    };
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    super.init(context);
    seen = context.getStateStore(Store.SEEN.storeName());
  }

  @Override
  public void process(Record<String, Passing> record) {
    WindowStore<String, byte[]> seen = this.seen;
    if (seen == null || !(record.value() instanceof Case opened)) {
      throw new IllegalStateException("only cases are deduplicated, and only after init()");
    }
    long now = clock.millis();
    if (wasSeen(seen, record.key(), now)) {
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
    seen.put(record.key(), SEEN, now);
    context().forward(record, next);
  }

  private boolean wasSeen(WindowStore<String, byte[]> seen, String requestId, long now) {
    try (WindowStoreIterator<byte[]> earlier =
        seen.fetch(requestId, Math.max(0, now - window.toMillis()), now + window.toMillis())) {
      return earlier.hasNext();
    }
  }
}
