package dev.backstop.topology.incident;

import dev.backstop.control.ControlBoard;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.SourcePosition;
import dev.backstop.incident.AlarmWatch;
import dev.backstop.incident.Incident;
import dev.backstop.incident.Sighting;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.registry.IncidentMapper;
import dev.backstop.registry.StateCodec;
import dev.backstop.telemetry.IncidentMeters;
import dev.backstop.topology.names.Store;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.state.FirstOffsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of incidents: of all tasks of its part the one of the first partition. It looks
 * once a second at what its instance has heard, as every other has, and reads what all instances
 * have counted, which comes to its partition alone.
 *
 * <p>The store has the open incidents by domain, so that a restart goes on with them, and with the
 * alarms in them.
 */
public final class IncidentStage extends ContextualProcessor<String, Passing, String, Passing> {

  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Every topic has it, and it stays when partitions are added. */
  public static final int OWNER = 0;

  private final Policies policies;
  private final ControlBoard board;
  private final InstantSource clock;
  private final IncidentMeters meters;
  private final String prefix;
  private final StateCodec<dev.backstop.v1.Incident> codec =
      new StateCodec<>(dev.backstop.v1.Incident.class);
  private final Map<String, Incident> open = new HashMap<>();

  /** Since when domains with an open incident have no policy, as far as is certain. */
  private final Map<String, Instant> ungoverned = new HashMap<>();

  private @Nullable KeyValueStore<String, byte[]> store;
  private @Nullable AlarmWatch alarms;
  private String owner = "";

  private IncidentStage(
      Policies policies,
      ControlBoard board,
      InstantSource clock,
      IncidentMeters meters,
      String prefix) {
    this.policies = policies;
    this.board = board;
    this.clock = clock;
    this.meters = meters;
    this.prefix = prefix;
  }

  /**
   * A stage for these policies.
   *
   * @param prefix of the topics' names
   */
  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      Policies policies,
      ControlBoard board,
      InstantSource clock,
      IncidentMeters meters,
      String prefix) {
    return new ProcessorSupplier<>() {
      @Override
      public IncidentStage get() {
        return new IncidentStage(policies, board, clock, meters, prefix);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(Store.INCIDENTS.storeName()),
                Serdes.String(),
                Serdes.ByteArray()));
      }
    };
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    super.init(context);
    KeyValueStore<String, byte[]> known = context.getStateStore(Store.INCIDENTS.storeName());
    FirstOffsets.write(context, List.of(FirstOffsets.in(known)));
    store = known;
    owner = context.applicationId() + '/' + context.taskId();
    open.clear();
    ungoverned.clear();
    alarms = null;
    if (context.taskId().partition() != OWNER) {
      return;
    }
    AlarmWatch watch = new AlarmWatch(clock.instant());
    try (KeyValueIterator<String, byte[]> all = known.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> one = all.next();
        Incident incident = IncidentMapper.fromAvro(codec.decode(one.value));
        open.put(one.key, incident);
        watch.remember(incident);
      }
    }
    alarms = watch;
    meters.open(open.size());
    var unused = context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, timestamp -> look(watch));
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (!(record.value() instanceof Passing.TrafficRead read)) {
      throw new IllegalStateException("only what instances have counted comes here");
    }
    if (alarms != null) {
      alarms.heard(read.report(), clock.instant());
    }
  }

  @Override
  public void close() {
    // The task goes on elsewhere, with its incidents.
    meters.open(-open.size());
    open.clear();
  }

  private void look(AlarmWatch watch) {
    Instant now = clock.instant();
    watch.look(now);
    for (Policy policy : policies.all()) {
      Incident before = open.get(policy.domain());
      Sighting seen = Sighting.of(policy, board, now).with(watch.factors(policy.ref().name()));
      Incident after = Incident.after(before, seen, owner);
      if (after != null && !after.equals(before)) {
        changed(before, after);
      }
    }
    withoutPolicy();
  }

  /**
   * A domain whose policy is not known here stays as it is, until it is certain that there is none.
   */
  private void withoutPolicy() {
    Instant now = clock.instant();
    Set<String> governed =
        policies.all().stream().map(Policy::domain).collect(Collectors.toUnmodifiableSet());
    ungoverned.keySet().removeAll(governed);
    if (!policies.areSettled()) {
      ungoverned.clear();
      return;
    }
    for (Incident incident : List.copyOf(open.values())) {
      String domain = incident.domain();
      if (!governed.contains(domain)
          && !now.isBefore(
              ungoverned.computeIfAbsent(domain, unseen -> now).plus(Incident.UNGOVERNED))) {
        ungoverned.remove(domain);
        changed(incident, incident.ungoverned(now, owner));
      }
    }
  }

  private void changed(@Nullable Incident before, Incident after) {
    if (store == null) {
      throw new IllegalStateException("used before init()");
    }
    if (after.open()) {
      open.put(after.domain(), after);
      store.put(after.domain(), codec.encode(IncidentMapper.toAvro(after)));
    } else {
      open.remove(after.domain());
      store.delete(after.domain());
    }
    SourcePosition nothing = new SourcePosition(Topic.HEALTH.with(prefix), OWNER, -1);
    send(after.id(), new Emission.Recorded(after, nothing));
    if (before == null) {
      meters.opened();
    }
    if (!after.open()) {
      meters.closed();
    }
    if (before == null || !after.open()) {
      send(after.id(), new Emission.Noted(IncidentNote.of(after, nothing, clock.instant())));
    }
  }

  private void send(String key, Passing value) {
    context().forward(new Record<>(key, value, clock.millis()));
  }
}
