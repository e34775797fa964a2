package dev.backstop.topology.ingest;

import dev.backstop.decision.Case;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.Drill;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.names.Store;
import dev.backstop.topology.state.FirstOffsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request id once inside the duplicate window; a further request with the same id is
 * counted and audited, and goes no further. What was seen is kept in a window store, whose old
 * segments are dropped as a whole.
 */
public final class DeduplicateStage extends ContextualProcessor<String, Passing, String, Passing> {

  /**
   * How the filters are filled after a start: all tasks of a thread together take at most a tenth
   * of its time, and keep a record waiting no longer than a slice. At a microsecond an id a task
   * whose filters get full has them within a minute.
   */
  private static final Duration SLICE = Duration.ofMillis(2);

  private static final Duration SLICE_EVERY = Duration.ofMillis(20);

  private final Duration window;
  private final String next;
  private final String emit;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final ThreadLocal<Slices> slices;
  private final FilterMemory memory;
  private @Nullable SeenIds seen;

  private DeduplicateStage(
      Duration window,
      String next,
      String emit,
      InstantSource clock,
      Telemetry telemetry,
      ThreadLocal<Slices> slices,
      FilterMemory memory) {
    this.window = window;
    this.next = next;
    this.emit = emit;
    this.clock = clock;
    this.telemetry = telemetry;
    this.slices = slices;
    this.memory = memory;
  }

  /** A stage with its store. */
  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      Duration window, String next, String emit, InstantSource clock, Telemetry telemetry) {
    // Each task has a stage, and a thread has many tasks.
    ThreadLocal<Slices> slices = ThreadLocal.withInitial(Slices::new);
    FilterMemory memory = FilterMemory.ofHeap();
    return new ProcessorSupplier<>() {
      @Override
      public ContextualProcessor<String, Passing, String, Passing> get() {
        return new DeduplicateStage(window, next, emit, clock, telemetry, slices, memory);
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
    WindowStore<String, Long> store = context.getStateStore(Store.SEEN.storeName());
    SeenIds ids = new SeenIds(store, window, clock.millis(), () -> new MaybeSeen(memory));
    seen = ids;
    fill(ids);
    if (!ids.isComplete()) {
      fillInSlices(context, ids);
    }
    FirstOffsets.write(
        context, List.of(FirstOffsets.in(store, () -> ids.windowOf(clock.millis()))));
  }

  private void fillInSlices(ProcessorContext<String, Passing> context, SeenIds ids) {
    AtomicReference<@Nullable Cancellable> filling = new AtomicReference<>();
    filling.set(
        context.schedule(
            SLICE_EVERY,
            PunctuationType.WALL_CLOCK_TIME,
            streamTime -> {
              if (slices.get().take(clock.instant())) {
                fill(ids);
              }
              Cancellable again = filling.get();
              if (ids.isComplete() && again != null) {
                again.cancel();
              }
            }));
  }

  private void fill(SeenIds ids) {
    Instant begin = clock.instant();
    ids.fill(() -> isWithin(SLICE, begin, clock.instant()));
  }

  /** A clock that was set back is no reason to go on, or to wait, until it has caught up. */
  private static boolean isWithin(Duration span, Instant begin, Instant now) {
    return !now.isBefore(begin) && now.isBefore(begin.plus(span));
  }

  @Override
  public void process(Record<String, Passing> record) {
    SeenIds ids = this.seen;
    if (ids == null || !(record.value() instanceof Case opened)) {
      throw new IllegalStateException("only cases are deduplicated, and only after init()");
    }
    // Our time, as every record has it that was read; the clock need not be asked again.
    long now = record.timestamp();
    if (ids.addIfNew(record.key(), now)) {
      context().forward(record, next);
      return;
    }
    if (!Drill.owns(record.key())) {
      telemetry.duplicate();
    }
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
  }

  @Override
  public void close() {
    if (seen != null) {
      seen.close();
    }
  }

  /**
   * When a thread last filled filters. Whichever of its tasks comes first takes the next slice, so
   * tasks are filled one after the other.
   */
  private static final class Slices {
    private Instant last = Instant.EPOCH;

    /** Whether it is time for one; then it is taken. */
    boolean take(Instant now) {
      if (isWithin(SLICE_EVERY, last, now)) {
        return false;
      }
      last = now;
      return true;
    }
  }
}
