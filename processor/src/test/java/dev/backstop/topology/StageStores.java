package dev.backstop.topology;

import dev.backstop.decision.Passing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** The stores of a stage in one task: a stage can be made again over them, as after a restart. */
public final class StageStores implements AutoCloseable {

  private final MockProcessorContext<String, Passing> context;
  private final List<StateStore> stores = new ArrayList<>();

  private StageStores(TaskId task, Path directory) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    context = new MockProcessorContext<>(settings, task, directory.toFile());
  }

  /** Opens them, without changelogs. */
  public static StageStores open(
      ProcessorSupplier<String, Passing, String, Passing> stages, TaskId task, Path directory) {
    StageStores opened = new StageStores(task, directory);
    for (StoreBuilder<?> builder : stages.stores()) {
      StateStore store = builder.withLoggingDisabled().build();
      store.init(opened.context.getStateStoreContext(), store);
      opened.context.addStateStore(store);
      opened.stores.add(store);
    }
    return opened;
  }

  /** What a stage of the task is initialised with. */
  public MockProcessorContext<String, Passing> context() {
    return context;
  }

  @Override
  public void close() {
    stores.forEach(StateStore::close);
  }
}
