package dev.backstop.topology.adopt;

import dev.backstop.domain.SourcePosition;
import dev.backstop.topology.names.Store;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every record of a topic of settings, on the global thread of each instance: of all of
 * them before the first request is read, and of later ones as they come. The store has the records
 * as bytes, since a global store is filled from its topic whatever stands there.
 */
public final class AdoptStage extends ContextualProcessor<String, byte[], Void, Void> {

  /** Is told of each record. It must not throw: the instance would stop. */
  @FunctionalInterface
  public interface Listener {
    void changed(String key, byte @Nullable [] value, SourcePosition at);
  }

  private final Store name;
  private final Listener listener;
  private @Nullable KeyValueStore<String, byte[]> store;

  private AdoptStage(Store name, Listener listener) {
    this.name = name;
    this.listener = listener;
  }

  public static ProcessorSupplier<String, byte[], Void, Void> supplier(
      Store name, Listener listener) {
    return () -> new AdoptStage(name, listener);
  }

  /** The store, in memory: there are few settings, and they are read anew at each start. */
  public static StoreBuilder<KeyValueStore<String, byte[]>> store(Store name) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name.storeName()), Serdes.String(), Serdes.ByteArray())
        .withLoggingDisabled();
  }

  @Override
  public void init(org.apache.kafka.streams.processor.api.ProcessorContext<Void, Void> context) {
    super.init(context);
    store = context.getStateStore(name.storeName());
  }

  @Override
  public void process(Record<String, byte[]> record) {
    if (store == null) {
      throw new IllegalStateException("process() before init()");
    }
    if (record.key() == null) {
      return;
    }
    store.put(record.key(), record.value());
    SourcePosition at =
        context()
            .recordMetadata()
            .map(place -> new SourcePosition(place.topic(), place.partition(), place.offset()))
            .orElseThrow();
    listener.changed(record.key(), record.value(), at);
  }
}
