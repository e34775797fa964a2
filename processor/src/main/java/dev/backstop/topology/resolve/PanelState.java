package dev.backstop.topology.resolve;

import dev.backstop.domain.ReviewTask;
import dev.backstop.registry.ReviewMapper;
import dev.backstop.registry.StateCodec;
import dev.backstop.topology.names.Store;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The questions beside a decision of one task, open and closed, by task id: a request may be
 * waiting for its decision while a question about an earlier one of the same id is open.
 *
 * <p>Each has exactly one timer: at its finishBy while it is open, at the end of its retention once
 * it is closed.
 */
final class PanelState {

  private static final byte OPEN = 'O';

  private final KeyValueStore<String, byte[]> store;
  private final StateCodec<dev.backstop.v1.ReviewTask> codec =
      new StateCodec<>(dev.backstop.v1.ReviewTask.class);
  private final Timers timers;
  private final Duration retention;

  PanelState(ProcessorContext<?, ?> context, Timers timers, Duration retention) {
    this.store = context.getStateStore(Store.PANEL.storeName());
    this.timers = timers;
    this.retention = retention;
  }

  static StoreBuilder<?> store() {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(Store.PANEL.storeName()),
            Serdes.String(),
            Serdes.ByteArray())
        .withCachingDisabled();
  }

  /** How many are open. Reads all, so it is for the start of a task. */
  long count() {
    long count = 0;
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        count += isOpen(all.next().value) ? 1 : 0;
      }
    }
    return count;
  }

  @Nullable ReviewTask open(String taskId) {
    byte[] bytes = store.get(taskId);
    return bytes == null || !isOpen(bytes)
        ? null
        : ReviewMapper.fromAvro(codec.decode(Arrays.copyOfRange(bytes, 1, bytes.length)));
  }

  @Nullable Settled settled(String taskId) {
    byte[] bytes = store.get(taskId);
    return bytes == null || isOpen(bytes) ? null : Settled.fromBytes(bytes);
  }

  boolean isKnown(String taskId) {
    return store.get(taskId) != null;
  }

  void open(ReviewTask task) {
    byte[] encoded = codec.encode(ReviewMapper.toAvro(task));
    store.put(
        task.taskId(), ByteBuffer.allocate(1 + encoded.length).put(OPEN).put(encoded).array());
    timers.schedule(task.finishBy().toEpochMilli(), Timers.Kind.PANEL_DUE, task.taskId());
  }

  void settle(ReviewTask task, boolean byVerdict, long now) {
    timers.cancel(task.finishBy().toEpochMilli(), Timers.Kind.PANEL_DUE, task.taskId());
    store.put(task.taskId(), new Settled(task.taskId(), byVerdict, now).toBytes());
    timers.schedule(now + retention.toMillis(), Timers.Kind.FORGET_PANEL, task.taskId());
  }

  void forget(String taskId) {
    store.delete(taskId);
  }

  private static boolean isOpen(byte[] bytes) {
    return bytes[0] == OPEN;
  }
}
