package dev.backstop.topology.guard;

import dev.backstop.control.ControlBoard;
import dev.backstop.decision.Passing;
import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.Policies;
import dev.backstop.telemetry.DriftMeters;
import dev.backstop.topology.names.Store;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.state.FirstOffsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The only owner of its models' breakers: adds up what all tasks report, decides, and publishes
 * each move in the transaction that read what it came of. It watches the risk of their answers too,
 * by what people say of them.
 *
 * <p>A store has the breakers that have ever opened, with what they have shown on the way back.
 * Another has what labels have shown, which come slowly. The calls of the last ten seconds are in
 * memory alone: what a restart makes forgotten, the next ten seconds bring.
 */
public final class GuardStage extends ContextualProcessor<String, Passing, String, Passing> {

  private static final Duration EVERY = Duration.ofSeconds(1);

  private final GuardRules rules;
  private final ControlBoard controls;
  private final int partitions;
  private final InstantSource clock;
  private final DriftMeters meters;
  private final String prefix;
  private final String incidents;
  private final String emit;
  private @Nullable BreakerOwner owner;

  private GuardStage(
      GuardRules rules,
      ControlBoard controls,
      int partitions,
      InstantSource clock,
      DriftMeters meters,
      String prefix,
      String incidents,
      String emit) {
    this.rules = rules;
    this.controls = controls;
    this.partitions = partitions;
    this.clock = clock;
    this.meters = meters;
    this.prefix = prefix;
    this.incidents = incidents;
    this.emit = emit;
  }

  /**
   * A stage for these policies.
   *
   * @param controls what operators want of breakers
   * @param partitions of the topics; 0 if that is not known: then operators are not heard
   * @param prefix of the topics' names
   * @param incidents the node that takes what instances have counted
   * @param emit the node that takes what leaves
   */
  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      Policies policies,
      ControlBoard controls,
      int partitions,
      InstantSource clock,
      DriftMeters meters,
      String prefix,
      String incidents,
      String emit) {
    return new ProcessorSupplier<>() {
      @Override
      public GuardStage get() {
        return new GuardStage(
            new GuardRules(policies), controls, partitions, clock, meters, prefix, incidents, emit);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(store(Store.BREAKERS), store(Store.RISKS));
      }
    };
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    super.init(context);
    KeyValueStore<String, byte[]> breakers = context.getStateStore(Store.BREAKERS.storeName());
    KeyValueStore<String, byte[]> risks = context.getStateStore(Store.RISKS.storeName());
    FirstOffsets.write(context, List.of(FirstOffsets.in(breakers), FirstOffsets.in(risks)));
    int partition = context.taskId().partition();
    BreakerBook book = new BreakerBook(breakers);
    RiskBook labels = new RiskBook(risks);
    // Else what is known of a model that nobody asks any more would never be forgotten.
    labels.remembered().forEach(guarded -> book.of(guarded, clock.millis()));
    Announcer announcer =
        new Announcer(
            book,
            context.applicationId() + '/' + context.taskId(),
            clock,
            new SourcePosition(Topic.HEALTH.with(prefix), partition, -1),
            (key, value) -> context.forward(new Record<>(key, value, clock.millis()), emit));
    owner =
        new BreakerOwner(
            rules,
            book,
            labels,
            new DriftGuard(rules, book, new DriftBook(meters, controls), announcer),
            new OperatorDesk(controls, partitions, partition),
            announcer);
    var unused =
        context.schedule(
            EVERY, PunctuationType.WALL_CLOCK_TIME, timestamp -> owner().tick(clock.millis()));
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (record.value() instanceof Passing.HealthRead read) {
      owner().called(read.report(), clock.millis());
    } else if (record.value() instanceof Passing.AnswerRead read) {
      owner().answered(read.report(), clock.millis());
    } else if (record.value() instanceof Passing.InputsRead read) {
      owner().observed(read.report(), clock.millis());
    } else if (record.value() instanceof Passing.TrafficRead) {
      context().forward(record, incidents);
    } else {
      throw new IllegalStateException("only reports come here");
    }
  }

  @Override
  public void close() {
    if (owner != null) {
      owner.close();
    }
  }

  private BreakerOwner owner() {
    if (owner == null) {
      throw new IllegalStateException("used before init()");
    }
    return owner;
  }

  private static StoreBuilder<?> store(Store store) {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(store.storeName()), Serdes.String(), Serdes.ByteArray());
  }
}
