package dev.backstop.topology.guard;

import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.BreakerStatus;
import dev.backstop.guard.BreakerTerms;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.Closed;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.ReportedBreaker;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.registry.BreakerMapper;
import dev.backstop.registry.StateCodec;
import dev.backstop.topology.names.Store;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.state.FirstOffsets;
import dev.backstop.v1.TierStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
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
 * The only owner of its models' breakers: adds up what all tasks report, decides, and publishes
 * each move in the transaction that read what it came of.
 *
 * <p>The store has the breakers that have ever opened, with what they have shown on the way back.
 * The calls of the last ten seconds are in memory alone: what a restart makes forgotten, the next
 * ten seconds bring.
 */
public final class GuardStage extends ContextualProcessor<String, Passing, String, Passing> {

  private static final Duration EVERY = Duration.ofSeconds(1);

  /** A breaker with what was last published of it; null if nothing ever was. */
  private static final class Owned {
    private final ReportedBreaker breaker;
    private @Nullable BreakerNews news;

    /** Since when no policy asks the model, as far as is known here; -1 while one does. */
    private long unasked = -1;

    Owned(ReportedBreaker breaker, @Nullable BreakerNews news) {
      this.breaker = breaker;
      this.news = news;
    }
  }

  private final Policies policies;
  private final InstantSource clock;
  private final String prefix;
  private final StateCodec<TierStatus> codec = new StateCodec<>(TierStatus.class);
  private final Map<String, Owned> owned = new HashMap<>();
  private @Nullable KeyValueStore<String, byte[]> store;
  private String owner = "";

  /** The last request that was heard of, for what time alone moves. */
  private @Nullable SourcePosition heard;

  private GuardStage(Policies policies, InstantSource clock, String prefix) {
    this.policies = policies;
    this.clock = clock;
    this.prefix = prefix;
  }

  /**
   * A stage for these policies.
   *
   * @param prefix of the topics' names
   */
  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      Policies policies, InstantSource clock, String prefix) {
    return new ProcessorSupplier<>() {
      @Override
      public GuardStage get() {
        return new GuardStage(policies, clock, prefix);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(Store.BREAKERS.storeName()),
                Serdes.String(),
                Serdes.ByteArray()));
      }
    };
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    super.init(context);
    KeyValueStore<String, byte[]> known = context.getStateStore(Store.BREAKERS.storeName());
    FirstOffsets.write(context, List.of(FirstOffsets.in(known)));
    store = known;
    owner = context.applicationId() + '/' + context.taskId();
    owned.clear();
    try (KeyValueIterator<String, byte[]> all = known.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> one = all.next();
        BreakerNews news = BreakerMapper.fromAvro(codec.decode(one.value));
        BreakerState state = news.status().state();
        owned.put(one.key, new Owned(new ReportedBreaker(news.guarded(), state), news));
      }
    }
    var unused = context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, timestamp -> tick());
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (!(record.value() instanceof Passing.HealthRead read)) {
      throw new IllegalStateException("only reports of calls come here");
    }
    CallReport report = read.report();
    heard = report.source();
    Owned one =
        owned.computeIfAbsent(
            report.guarded().key(), key -> unopened(report.guarded(), clock.millis()));
    BreakerTerms terms = terms(report.domain());
    BreakerState before = one.breaker.state();
    ReportedBreaker.Move move = one.breaker.report(report, terms, clock.millis());
    if (move != null) {
      moved(one, move, terms, report.domain(), report.tier());
    } else if (one.breaker.state() != before && one.news != null) {
      // A test that goes on: a restart must not begin it anew.
      keep(one, one.news.with(one.breaker.state(), clock.millis()));
    }
  }

  private void tick() {
    for (Owned one : new ArrayList<>(owned.values())) {
      BreakerNews known = one.news;
      if (known != null) {
        BreakerTerms terms = terms(known.domain());
        ReportedBreaker.Move move =
            isGone(one, terms)
                ? one.breaker.forget(terms, clock.millis())
                : one.breaker.tick(terms, clock.millis());
        if (move != null) {
          moved(one, move, terms, known.domain(), known.tier());
        }
      }
    }
  }

  /** Whether nobody has asked for so long that a model which came back would be a new one. */
  private boolean isGone(Owned one, BreakerTerms terms) {
    String model = one.breaker.guarded().model();
    if (policies.all().stream()
        .flatMap(policy -> policy.variants().stream())
        .anyMatch(policy -> asks(policy, model))) {
      one.unasked = -1;
      return false;
    }
    if (one.unasked < 0) {
      one.unasked = clock.millis();
    }
    return clock.millis() - one.unasked >= terms.forgetAfter().toMillis();
  }

  private static boolean asks(Policy policy, String model) {
    return policy.charter().candidates().all().stream()
            .anyMatch(candidate -> candidate.model().equals(model))
        || policy.ladder().stream()
            .anyMatch(
                tier -> tier instanceof Tier.Asking asking && asking.models().contains(model));
  }

  private void moved(
      Owned one, ReportedBreaker.Move move, BreakerTerms terms, String domain, String tier) {
    BreakerState state = one.breaker.state();
    boolean tripped = move.transition().to() == BreakerState.Kind.OPEN;
    BreakerNews news =
        new BreakerNews(
            one.breaker.guarded(),
            domain,
            tier,
            BreakerStatus.of(state),
            BreakerNews.shareOf(state, terms),
            tripped || one.news == null
                ? BreakerNews.commonest(move.reasons())
                : one.news.failure(),
            BreakerNews.inWords(move, terms),
            owner,
            clock.millis());
    keep(one, news);
    SourcePosition source = heard == null ? nothingHeard() : heard;
    String key = news.guarded().key();
    send(key, new Emission.Moved(news, source));
    send(key, new Emission.Noted(MoveNote.of(news, move.transition(), source)));
  }

  private void keep(Owned one, BreakerNews news) {
    if (store == null) {
      throw new IllegalStateException("process() before init()");
    }
    one.news = news;
    store.put(news.guarded().key(), codec.encode(BreakerMapper.toAvro(news)));
  }

  private static Owned unopened(Guarded guarded, long now) {
    return new Owned(new ReportedBreaker(guarded, Closed.initial(now)), null);
  }

  /** The terms of the policy, or the usual ones where it is not known here. */
  private BreakerTerms terms(String domain) {
    return policies
        .forDomain(domain)
        .map(policy -> BreakerTerms.of(policy.charter().breaker()))
        .orElse(BreakerTerms.USUAL);
  }

  private SourcePosition nothingHeard() {
    return new SourcePosition(Topic.HEALTH.with(prefix), context().taskId().partition(), -1);
  }

  private void send(String key, Passing value) {
    context().forward(new Record<>(key, value, clock.millis()));
  }
}
