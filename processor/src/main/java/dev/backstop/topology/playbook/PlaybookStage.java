package dev.backstop.topology.playbook;

import dev.backstop.control.ControlBoard;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.SourcePosition;
import dev.backstop.playbook.Next;
import dev.backstop.playbook.Notifier;
import dev.backstop.playbook.Run;
import dev.backstop.playbook.RunMachine;
import dev.backstop.playbook.Seen;
import dev.backstop.policy.Playbook;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.registry.RunMapper;
import dev.backstop.registry.StateCodec;
import dev.backstop.telemetry.PlaybookMeters;
import dev.backstop.topology.names.Store;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.state.FirstOffsets;
import dev.backstop.v1.PlaybookRun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * The only one that runs playbooks: of all tasks of its part the one of the first partition, as
 * with incidents. A run and the controls that it sets are written in one transaction.
 *
 * <p>The store has the last run of each playbook until what set it off is gone, so that one whose
 * time was over does not begin anew.
 */
public final class PlaybookStage extends ContextualProcessor<String, Passing, String, Passing> {

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final int OWNER = 0;

  private final Policies policies;
  private final ControlBoard board;
  private final Notifier notifier;
  private final InstantSource clock;
  private final PlaybookMeters meters;
  private final String prefix;
  private final StateCodec<PlaybookRun> codec = new StateCodec<>(PlaybookRun.class);
  private final Map<String, Run> runs = new HashMap<>();

  /** Since when what sets a playbook off has been there. A restart counts anew. */
  private final Map<String, Instant> since = new HashMap<>();

  private @Nullable KeyValueStore<String, byte[]> store;
  private String owner = "";

  private PlaybookStage(
      Policies policies,
      ControlBoard board,
      Notifier notifier,
      InstantSource clock,
      PlaybookMeters meters,
      String prefix) {
    this.policies = policies;
    this.board = board;
    this.notifier = notifier;
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
      Notifier notifier,
      InstantSource clock,
      PlaybookMeters meters,
      String prefix) {
    return new ProcessorSupplier<>() {
      @Override
      public PlaybookStage get() {
        return new PlaybookStage(policies, board, notifier, clock, meters, prefix);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(Store.RUNS.storeName()),
                Serdes.String(),
                Serdes.ByteArray()));
      }
    };
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    super.init(context);
    KeyValueStore<String, byte[]> known = context.getStateStore(Store.RUNS.storeName());
    FirstOffsets.write(context, List.of(FirstOffsets.in(known)));
    store = known;
    owner = context.applicationId() + '/' + context.taskId();
    runs.clear();
    since.clear();
    if (context.taskId().partition() != OWNER) {
      return;
    }
    try (KeyValueIterator<String, byte[]> all = known.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> one = all.next();
        runs.put(one.key, RunMapper.fromAvro(codec.decode(one.value)));
      }
    }
    var unused = context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, timestamp -> look());
  }

  @Override
  public void process(Record<String, Passing> record) {
    throw new IllegalStateException("no record comes here");
  }

  private void look() {
    Instant now = clock.instant();
    Map<String, Boolean> told = notifier.told();
    for (Policy policy : policies.all()) {
      Seen seen = new Seen(policy, board.current().holding(now), board.breakers(), told, now);
      for (Playbook playbook : policy.charter().playbooks()) {
        look(playbook, seen);
      }
      withdraw(policy, seen);
    }
  }

  private void look(Playbook playbook, Seen seen) {
    String key = key(seen.policy().domain(), playbook.name());
    Run run = runs.get(key);
    boolean triggers = RunMachine.triggers(playbook, seen);
    if (run != null && !run.ended()) {
      moved(key, run, RunMachine.next(run, playbook, seen, owner));
    } else if (!triggers) {
      since.remove(key);
      forget(key);
    } else if (run == null) {
      Instant from = since.computeIfAbsent(key, unseen -> seen.at());
      if (!seen.at().isBefore(from.plus(playbook.lasting()))) {
        since.remove(key);
        moved(key, null, RunMachine.begin(playbook, seen, owner));
      }
    }
  }

  /** Ends the runs whose playbook the policy no longer has. */
  private void withdraw(Policy policy, Seen seen) {
    for (Map.Entry<String, Run> one : new ArrayList<>(runs.entrySet())) {
      Run run = one.getValue();
      Optional<Playbook> there =
          policy.charter().playbooks().stream()
              .filter(playbook -> playbook.name().equals(run.playbook()))
              .findFirst();
      if (run.domain().equals(policy.domain()) && there.isEmpty()) {
        if (!run.ended()) {
          moved(one.getKey(), run, RunMachine.withdrawn(run, seen, owner));
        }
        forget(one.getKey());
      }
    }
  }

  private void moved(String key, @Nullable Run before, Next next) {
    Run run = next.run();
    if (run.equals(before)) {
      return;
    }
    state().put(key, codec.encode(RunMapper.toAvro(run)));
    runs.put(key, run);
    SourcePosition nothing = new SourcePosition(Topic.HEALTH.with(prefix), OWNER, -1);
    send(run.id(), new Emission.Ran(run, nothing));
    next.controls().forEach(control -> send(control.key(), new Emission.Wanted(control, nothing)));
    next.notices().forEach(notifier::tell);
    if (before == null || before.state() != run.state()) {
      meters.moved(run.playbook(), run.state().name());
      send(run.id(), new Emission.Noted(RunNote.of(run, nothing, clock.instant())));
    }
  }

  private void forget(String key) {
    if (runs.remove(key) != null) {
      state().delete(key);
    }
  }

  private KeyValueStore<String, byte[]> state() {
    if (store == null) {
      throw new IllegalStateException("used before init()");
    }
    return store;
  }

  private static String key(String domain, String playbook) {
    return playbook + '@' + domain;
  }

  private void send(String key, Passing value) {
    context().forward(new Record<>(key, value, clock.millis()));
  }
}
