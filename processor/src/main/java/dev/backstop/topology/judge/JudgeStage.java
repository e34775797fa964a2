package dev.backstop.topology.judge;

import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.judge.Comparison;
import dev.backstop.judge.Evidence;
import dev.backstop.judge.Trial;
import dev.backstop.policy.Policies;
import dev.backstop.registry.CandidateMapper;
import dev.backstop.registry.StateCodec;
import dev.backstop.topology.names.Store;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.state.FirstOffsets;
import dev.backstop.v1.CandidateEvidence;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Adds each comparison to what is known of its candidate, and publishes that: at once where it
 * changes the verdict, in the same transaction, else once a second. What is known of a candidate
 * that no policy in force tries any more is kept for a while, since a policy may be rolled back,
 * and then deleted everywhere. Only an owner that has the policy that should be in force deletes:
 * what another does not know of says nothing, and a candidate that was found worse would answer
 * again.
 */
public final class JudgeStage extends ContextualProcessor<String, Passing, String, Passing> {

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration CLEANING = Duration.ofMinutes(1);

  /** So many times in the retention it is noted that a candidate is tried still. */
  private static final int NOTES = 100;

  private final Policies policies;
  private final Duration retention;
  private final String prefix;
  private final InstantSource clock;
  private final StateCodec<CandidateEvidence> codec = new StateCodec<>(CandidateEvidence.class);

  /** What is to be published, by its key. What a restart makes forgotten the next one brings. */
  private final Map<String, Emission.Judged> unpublished = new LinkedHashMap<>();

  private @Nullable KeyValueStore<String, byte[]> store;

  private JudgeStage(Policies policies, Duration retention, String prefix, InstantSource clock) {
    this.policies = policies;
    this.retention = retention;
    this.prefix = prefix;
    this.clock = clock;
  }

  /**
   * A stage that judges.
   *
   * @param policies say what is tried
   * @param retention how long what is known is kept after the candidate was last seen to be tried
   * @param prefix of the topics' names
   */
  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      Policies policies, Duration retention, String prefix, InstantSource clock) {
    return new ProcessorSupplier<>() {
      @Override
      public JudgeStage get() {
        return new JudgeStage(policies, retention, prefix, clock);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(Store.EVIDENCE.storeName()),
                Serdes.String(),
                Serdes.ByteArray()));
      }
    };
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    super.init(context);
    unpublished.clear();
    KeyValueStore<String, byte[]> known = context.getStateStore(Store.EVIDENCE.storeName());
    FirstOffsets.write(context, List.of(FirstOffsets.in(known)));
    store = known;
    var unused = context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, timestamp -> publish());
    var unusedToo =
        context.schedule(CLEANING, PunctuationType.WALL_CLOCK_TIME, timestamp -> clean());
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (store == null || !(record.value() instanceof Passing.ComparisonRead read)) {
      throw new IllegalStateException("only comparisons are judged, after init()");
    }
    Comparison comparison = read.comparison();
    String id = Evidence.idOf(comparison.trial(), comparison.segment());
    byte[] known = store.get(id);
    Evidence before =
        known == null
            ? Evidence.none(comparison.trial(), comparison.segment())
            : CandidateMapper.fromAvro(codec.decode(known));
    Instant now = Instant.ofEpochMilli(clock.millis());
    Evidence after = before.plus(comparison, now);
    store.put(id, codec.encode(CandidateMapper.toAvro(after, now)));
    Emission.Judged judged = new Emission.Judged(after, comparison.source());
    if (after.verdict() == before.verdict()) {
      unpublished.put(id, judged);
    } else {
      unpublished.remove(id);
      send(id, judged);
      send(record.key(), new Emission.Noted(noted(after, comparison.source(), now)));
    }
  }

  private void clean() {
    if (store == null) {
      return;
    }
    Instant now = Instant.ofEpochMilli(clock.millis());
    List<String> gone = new ArrayList<>();
    Map<String, CandidateEvidence> tried = new LinkedHashMap<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> one = all.next();
        CandidateEvidence known = codec.decode(one.value);
        Trial trial = CandidateMapper.fromAvro(known).trial();
        if (isTried(trial)) {
          tried.put(one.key, known);
        } else if (known.getAt().isBefore(now.minus(retention)) && isReplaced(trial)) {
          gone.add(one.key);
        }
      }
    }
    tried.forEach((key, known) -> note(key, known, now));
    gone.forEach(this::forget);
  }

  /** What is kept for a while is kept from now on, however long ago the last comparison was. */
  private void note(String key, CandidateEvidence known, Instant now) {
    if (store != null && known.getAt().isBefore(now.minus(retention.dividedBy(NOTES)))) {
      known.setAt(now);
      store.put(key, codec.encode(known));
    }
  }

  private void forget(String key) {
    if (store == null) {
      return;
    }
    store.delete(key);
    unpublished.remove(key);
    send(
        key,
        new Emission.Forgotten(
            Emission.Forgotten.Known.CANDIDATE,
            new SourcePosition(
                Topic.COMPARISONS.with(prefix), context().taskId().partition(), -1)));
  }

  /** Whether it is certain that its domain has another version in force. */
  private boolean isReplaced(Trial trial) {
    return policies.isSettled(trial.domain());
  }

  /** Whether the very version that it began under is in force and tries the candidate. */
  private boolean isTried(Trial trial) {
    return policies.all().stream()
        .filter(policy -> policy.ref().equals(trial.policy()))
        .flatMap(policy -> policy.charter().candidates().all().stream())
        .anyMatch(
            tried -> tried.tier().equals(trial.tier()) && tried.model().equals(trial.candidate()));
  }

  private void publish() {
    unpublished.forEach(this::send);
    unpublished.clear();
  }

  private void send(String key, Passing value) {
    context().forward(new Record<>(key, value, clock.millis()));
  }

  private static AuditEvent noted(Evidence evidence, SourcePosition source, Instant now) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("policy", evidence.trial().policy().toLineage());
    details.put("domain", evidence.trial().domain());
    details.put("tier", evidence.trial().tier());
    details.put("candidate", evidence.trial().candidate());
    if (evidence.segment() != null) {
      details.put("segment", evidence.segment());
    }
    details.put("basis", evidence.trial().basis().name());
    details.put("verdict", evidence.verdict().name());
    return new AuditEvent(
        AuditEvent.Kind.CANDIDATE_VERDICT,
        null,
        null,
        evidence.trial().inWords() + ": " + evidence.reason(),
        details,
        source,
        now);
  }
}
