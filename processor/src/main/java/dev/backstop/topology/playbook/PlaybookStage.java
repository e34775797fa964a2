package dev.backstop.topology.playbook;

import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.SourcePosition;
import dev.backstop.playbook.Next;
import dev.backstop.playbook.Notifier;
import dev.backstop.playbook.Post;
import dev.backstop.playbook.Run;
import dev.backstop.playbook.RunMachine;
import dev.backstop.playbook.Seen;
import dev.backstop.playbook.Signer;
import dev.backstop.policy.Playbook;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.telemetry.PlaybookMeters;
import dev.backstop.topology.names.Store;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.state.FirstOffsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * The only one that runs playbooks: of all tasks of its part the one of the first partition, as
 * with incidents. A run and the controls that it sets are written in one transaction; what it tells
 * is told afterwards.
 */
public final class PlaybookStage extends ContextualProcessor<String, Passing, String, Passing> {

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final int OWNER = 0;

  /** So long policies may take to be in force after a start. */
  private static final Duration TO_BE_GOVERNED = Duration.ofMinutes(1);

  private final Policies policies;
  private final ControlBoard board;
  private final Notifier notifier;
  private final Signer signer;
  private final InstantSource clock;
  private final PlaybookMeters meters;
  private final String prefix;

  /** Since when what sets a playbook off has been there. A restart counts anew. */
  private final Map<String, Instant> since = new HashMap<>();

  /** Since when no policy has governed a domain that has runs. A restart counts anew. */
  private final Map<String, Instant> ungoverned = new HashMap<>();

  /** When this process was given each notice to tell of which it is not known what became. */
  private final Map<String, Instant> handedOver = new HashMap<>();

  private final Set<String> counted = new HashSet<>();
  private @Nullable RunLedger ledger;
  private String owner = "";

  private PlaybookStage(
      Policies policies,
      ControlBoard board,
      Notifier notifier,
      Signer signer,
      InstantSource clock,
      PlaybookMeters meters,
      String prefix) {
    this.policies = policies;
    this.board = board;
    this.notifier = notifier;
    this.signer = signer;
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
      Signer signer,
      InstantSource clock,
      PlaybookMeters meters,
      String prefix) {
    return new ProcessorSupplier<>() {
      @Override
      public PlaybookStage get() {
        return new PlaybookStage(policies, board, notifier, signer, clock, meters, prefix);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(Store.RUNS.storeName()),
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
    owner = context.applicationId() + '/' + context.taskId();
    since.clear();
    ungoverned.clear();
    ledger = null;
    if (context.taskId().partition() != OWNER) {
      return;
    }
    ledger = new RunLedger(known);
    var unused = context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, timestamp -> look());
  }

  @Override
  public void process(Record<String, Passing> record) {
    throw new IllegalStateException("no record comes here");
  }

  private void look() {
    Instant now = clock.instant();
    // Those that make room now have been looked at.
    List<Run> settling = ledger().settling();
    for (Policy policy : policies.all()) {
      Seen seen = seen(policy.domain(), now);
      for (Playbook playbook : policy.charter().playbooks()) {
        if (counted.add(playbook.name())) {
          meters.count(playbook.name());
        }
        look(policy, playbook, seen);
      }
    }
    ledger().last().forEach(run -> withdraw(run, now));
    settling.forEach(run -> settle(run, now));
    handedOver.keySet().retainAll(ledger().awaited());
  }

  private Seen seen(String domain, Instant now) {
    return new Seen(
        domain,
        board.current().holding(now),
        board.breakers(),
        new Post(handedOver, notifier.told()),
        now);
  }

  private void look(Policy policy, Playbook playbook, Seen seen) {
    String key = playbook.name() + '@' + policy.domain();
    Run run = ledger().last(policy.domain(), playbook.name());
    if (run != null) {
      run = moved(run, RunMachine.next(run, policy, playbook, seen, owner));
      if (!run.ended()) {
        return;
      }
    }
    boolean triggers = RunMachine.triggers(policy, playbook, seen);
    if (run != null && (run.calm() || !triggers)) {
      ledger().makeRoom(run);
      run = null;
    }
    if (!triggers) {
      since.remove(key);
    } else if (run == null) {
      Instant from = since.computeIfAbsent(key, unseen -> seen.at());
      if (!seen.at().isBefore(from.plus(playbook.lasting()))) {
        since.remove(key);
        var unused = moved(null, RunMachine.begin(policy, playbook, seen, owner));
      }
    }
  }

  /** Ends a run whose playbook is gone, or whose whole policy. */
  private void withdraw(Run run, Instant now) {
    Optional<Policy> governing =
        policies.all().stream().filter(policy -> policy.domain().equals(run.domain())).findFirst();
    if (governing.isPresent()) {
      ungoverned.remove(run.domain());
      if (playbook(governing.get(), run.playbook()).isEmpty()) {
        withdraw(run, "the policy no longer has this playbook", now);
      }
    } else if (!policies.isUnsettled(run.domain())
        && !now.isBefore(
            ungoverned.computeIfAbsent(run.domain(), domain -> now).plus(TO_BE_GOVERNED))) {
      withdraw(run, "no policy governs the domain any more", now);
    }
  }

  private void withdraw(Run run, String why, Instant now) {
    Seen seen = seen(run.domain(), now);
    ledger().makeRoom(moved(run, RunMachine.withdrawn(run, why, seen, owner)));
  }

  private void settle(Run run, Instant now) {
    Playbook playbook =
        policies.all().stream()
            .filter(policy -> policy.domain().equals(run.domain()))
            .findFirst()
            .flatMap(policy -> playbook(policy, run.playbook()))
            .orElse(null);
    Next next = RunMachine.settle(run, playbook, seen(run.domain(), now), owner);
    if (act(run, next)) {
      ledger().settle(next.run());
    }
  }

  private static Optional<Playbook> playbook(Policy policy, String name) {
    return policy.charter().playbooks().stream()
        .filter(playbook -> playbook.name().equals(name))
        .findFirst();
  }

  private Run moved(@Nullable Run before, Next next) {
    if (act(before, next)) {
      ledger().put(next.run());
    }
    return next.run();
  }

  /** Does what is to be done for a run; false if it is the same as before. */
  private boolean act(@Nullable Run before, Next next) {
    next.notices()
        .forEach(
            notice -> {
              handedOver.put(notice.key(), clock.instant());
              notifier.tell(notice);
            });
    Run run = next.run();
    if (run.equals(before)) {
      return false;
    }
    SourcePosition nothing = new SourcePosition(Topic.HEALTH.with(prefix), OWNER, -1);
    send(run.id(), new Emission.Ran(run, nothing));
    for (Control control : next.controls()) {
      send(control.key(), new Emission.Wanted(control, signer.sign(control), nothing));
    }
    if (before == null || before.state() != run.state()) {
      meters.moved(run.playbook(), run.state());
      send(run.id(), new Emission.Noted(RunNote.of(run, nothing, clock.instant())));
    }
    return true;
  }

  private RunLedger ledger() {
    if (ledger == null) {
      throw new IllegalStateException("used before init()");
    }
    return ledger;
  }

  private void send(String key, Passing value) {
    context().forward(new Record<>(key, value, clock.millis()));
  }
}
