package dev.backstop.topology.resolve;

import dev.backstop.domain.Drill;
import dev.backstop.domain.ReviewTask;
import dev.backstop.registry.ReviewMapper;
import dev.backstop.registry.StateCodec;
import dev.backstop.topology.names.Store;
import dev.backstop.topology.state.FirstOffsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The open and the closed reviews of one task, and their timers.
 *
 * <p>Invariant: a request is open or settled or neither, never both; every open review has exactly
 * one timer, at its finishBy.
 */
final class ReviewState {

  private final KeyValueStore<String, byte[]> pending;
  private final KeyValueStore<String, byte[]> settled;
  private final StateCodec<dev.backstop.v1.ReviewTask> codec =
      new StateCodec<>(dev.backstop.v1.ReviewTask.class);
  private final Timers timers;
  private final Duration retention;

  ReviewState(ProcessorContext<?, ?> context, Timers timers, Duration retention) {
    this.pending = context.getStateStore(Store.PENDING.storeName());
    this.settled = context.getStateStore(Store.SETTLED.storeName());
    this.timers = timers;
    this.retention = retention;
  }

  static Set<StoreBuilder<?>> stores() {
    // In a fixed order, so that the topology's description is the same every time.
    return new LinkedHashSet<>(
        List.of(
            textStore(Store.PENDING),
            textStore(Store.SETTLED),
            textStore(Store.UNMATCHED),
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(Store.TIMERS.storeName()),
                    Serdes.ByteArray(),
                    Serdes.ByteArray())
                .withCachingDisabled(),
            PanelState.store()));
  }

  /** Writes the first records of the changelogs. */
  static void begin(ProcessorContext<?, ?> context) {
    List<Runnable> deletions = new ArrayList<>();
    for (Store store : List.of(Store.PENDING, Store.SETTLED, Store.UNMATCHED, Store.PANEL)) {
      deletions.add(
          FirstOffsets.in(context.<KeyValueStore<String, byte[]>>getStateStore(store.storeName())));
    }
    KeyValueStore<byte[], byte[]> due = context.getStateStore(Store.TIMERS.storeName());
    deletions.add(() -> due.delete(new byte[0]));
    FirstOffsets.write(context, deletions);
  }

  /**
   * How many reviews are open, drills aside. Reads all of them, so it is for the start of a task.
   */
  long count() {
    long count = 0;
    try (KeyValueIterator<String, byte[]> all = pending.all()) {
      while (all.hasNext()) {
        count += Drill.owns(all.next().key) ? 0 : 1;
      }
    }
    return count;
  }

  @Nullable ReviewTask open(String requestId) {
    byte[] bytes = pending.get(requestId);
    return bytes == null ? null : ReviewMapper.fromAvro(codec.decode(bytes));
  }

  @Nullable Settled settled(String requestId) {
    byte[] bytes = settled.get(requestId);
    return bytes == null ? null : Settled.fromBytes(bytes);
  }

  void open(ReviewTask task) {
    update(task);
    timers.schedule(task.finishBy().toEpochMilli(), Timers.Kind.REVIEW_DUE, task.requestId());
  }

  /** Keeps what is known of an open review now. */
  void update(ReviewTask task) {
    pending.put(task.requestId(), codec.encode(ReviewMapper.toAvro(task)));
  }

  void settle(ReviewTask task, boolean byVerdict, long now) {
    pending.delete(task.requestId());
    timers.cancel(task.finishBy().toEpochMilli(), Timers.Kind.REVIEW_DUE, task.requestId());
    remember(task, byVerdict, now);
  }

  private void remember(ReviewTask task, boolean byVerdict, long now) {
    settled.put(task.requestId(), new Settled(task.taskId(), byVerdict, now).toBytes());
    timers.schedule(now + retention.toMillis(), Timers.Kind.FORGET_SETTLED, task.requestId());
  }

  /** A review that was never open is remembered as one that nobody answered. */
  void turnedAway(ReviewTask task, long now) {
    remember(task, false, now);
  }

  /**
   * Forgets a closed review once its retention is over; one of the same id that was closed later
   * has a timer of its own.
   */
  void forget(String requestId, long now) {
    Settled closed = settled(requestId);
    if (closed != null && closed.at() + retention.toMillis() <= now) {
      settled.delete(requestId);
    }
  }

  private static StoreBuilder<?> textStore(Store store) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(store.storeName()), Serdes.String(), Serdes.ByteArray())
        .withCachingDisabled();
  }
}
