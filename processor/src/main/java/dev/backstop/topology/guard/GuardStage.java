package dev.backstop.topology.guard;

import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.AnswerReport;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.BreakerStatus;
import dev.backstop.guard.BreakerTerms;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.Cause;
import dev.backstop.guard.ReportedBreaker;
import dev.backstop.guard.RiskLevel;
import dev.backstop.guard.RiskReading;
import dev.backstop.guard.TripReason;
import dev.backstop.policy.Policies;
import dev.backstop.policy.QualityRules;
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
  private final InstantSource clock;
  private final String prefix;
  private @Nullable BreakerBook breakers;
  private @Nullable RiskBook risks;
  private String owner = "";

  /** The last request that was heard of, for what time alone moves. */
  private @Nullable SourcePosition heard;

  private GuardStage(GuardRules rules, InstantSource clock, String prefix) {
    this.rules = rules;
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
        return new GuardStage(new GuardRules(policies), clock, prefix);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(store(Store.BREAKERS), store(Store.RISKS));
      }
    };
  }

  private static StoreBuilder<?> store(Store store) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(store.storeName()), Serdes.String(), Serdes.ByteArray());
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    super.init(context);
    KeyValueStore<String, byte[]> known = context.getStateStore(Store.BREAKERS.storeName());
    KeyValueStore<String, byte[]> labels = context.getStateStore(Store.RISKS.storeName());
    FirstOffsets.write(context, List.of(FirstOffsets.in(known), FirstOffsets.in(labels)));
    breakers = new BreakerBook(known);
    risks = new RiskBook(labels);
    owner = context.applicationId() + '/' + context.taskId();
    var unused = context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, timestamp -> tick());
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (record.value() instanceof Passing.HealthRead read) {
      called(read.report());
    } else if (record.value() instanceof Passing.AnswerRead read) {
      answered(read.report());
    } else {
      throw new IllegalStateException("only reports of calls and answers come here");
    }
  }

  private void called(CallReport report) {
    heard = report.source();
    long now = clock.millis();
    Owned one = breakers().of(report.guarded(), now);
    BreakerTerms terms = rules.terms(report.domain());
    BreakerState before = one.breaker.state();
    ReportedBreaker.Move move = one.breaker.report(report, terms, now);
    went(one, before, move, terms, report.domain(), report.tier());
  }

  private void answered(AnswerReport report) {
    heard = report.source();
    long now = clock.millis();
    Owned one = breakers().of(report.guarded(), now);
    BreakerTerms terms = rules.terms(report.domain());
    BreakerState before = one.breaker.state();
    ReportedBreaker.Move move = one.breaker.judged(report, terms, now);
    went(one, before, move, terms, report.domain(), report.tier());
    QualityRules quality = rules.of(report.domain()).watched();
    if (quality == null || risks == null) {
      return;
    }
    RiskReading reading = risks.record(report, quality);
    if (reading == null) {
      return;
    }
    // What it was taken out for stands until it is back: few labels show little.
    if (reading.level() != one.risk() && (reading.level() != RiskLevel.NORMAL || one.closed())) {
      risk(one, reading, report.domain(), report.tier());
    }
    if (reading.level() == RiskLevel.DEGRADED) {
      Cause cause = new Cause(TripReason.QUALITY, reading.labels());
      ReportedBreaker.Move opened = one.breaker.trip(cause, terms, now);
      if (opened != null) {
        moved(one, opened, terms, report.domain(), report.tier());
      }
      risks.forget(report.guarded().key(), now);
    }
  }

  /** Publishes how a model's answers stand now. */
  private void risk(Owned one, RiskReading reading, String domain, String tier) {
    RiskLevel before = one.risk();
    String why = one.news == null ? "it has not moved" : one.news.why();
    BreakerNews news = news(one, rules.terms(domain), domain, tier, reading, why);
    breakers().keep(one, news);
    send(news.guarded().key(), new Emission.Moved(news, source()));
    send(news.guarded().key(), new Emission.Noted(RiskNote.of(news, before, source())));
  }

  private void tick() {
    long now = clock.millis();
    for (Owned one : breakers().all()) {
      BreakerNews known = one.news;
      if (known != null) {
        BreakerTerms terms = rules.terms(known.domain());
        boolean gone = isGone(one, terms);
        ReportedBreaker.Move move =
            gone ? one.breaker.forget(terms, now) : one.breaker.tick(terms, now);
        if (move != null) {
          moved(one, move, terms, known.domain(), known.tier());
        }
        boolean watched = !gone && rules.of(known.domain()).watched() != null;
        if (!watched && one.closed() && one.risk() != RiskLevel.NORMAL && risks != null) {
          risks.forget(known.guarded().key(), now);
          risk(one, RiskReading.NONE, known.domain(), known.tier());
        }
      }
    }
  }

  /** Whether nobody has asked for so long that a model which came back would be a new one. */
  private boolean isGone(Owned one, BreakerTerms terms) {
    if (rules.ask(one.breaker.guarded().model())) {
      one.unasked = -1;
      return false;
    }
    if (one.unasked < 0) {
      one.unasked = clock.millis();
    }
    return clock.millis() - one.unasked >= terms.forgetAfter().toMillis();
  }

  private void went(
      Owned one,
      BreakerState before,
      ReportedBreaker.@Nullable Move move,
      BreakerTerms terms,
      String domain,
      String tier) {
    if (move != null) {
      moved(one, move, terms, domain, tier);
    } else if (one.breaker.state() != before && one.news != null) {
      // A test that goes on: a restart must not begin it anew.
      breakers().keep(one, one.news.with(one.breaker.state(), clock.millis()));
    }
  }

  private void moved(
      Owned one, ReportedBreaker.Move move, BreakerTerms terms, String domain, String tier) {
    RiskReading risk = one.news == null || one.closed() ? RiskReading.NONE : one.news.risk();
    boolean opened =
        move.transition().to() == BreakerState.Kind.OPEN
            && move.transition().from() != BreakerState.Kind.OPEN;
    BreakerNews news =
        news(one, terms, domain, tier, risk, BreakerNews.inWords(move, terms))
            .failedFor(
                opened || one.news == null
                    ? BreakerNews.commonest(move.reasons())
                    : one.news.failure());
    breakers().keep(one, news);
    send(news.guarded().key(), new Emission.Moved(news, source()));
    send(
        news.guarded().key(),
        new Emission.Noted(MoveNote.of(news, move.transition(), source())));
  }

  private BreakerNews news(
      Owned one, BreakerTerms terms, String domain, String tier, RiskReading risk, String why) {
    BreakerState state = one.breaker.state();
    return new BreakerNews(
        one.breaker.guarded(),
        domain,
        tier,
        BreakerStatus.of(state),
        BreakerNews.shareOf(state, terms),
        one.news == null ? null : one.news.failure(),
        risk,
        why,
        owner,
        clock.millis());
  }

  private SourcePosition source() {
    SourcePosition last = heard;
    return last != null
        ? last
        : new SourcePosition(Topic.HEALTH.with(prefix), context().taskId().partition(), -1);
  }

  private BreakerBook breakers() {
    if (breakers == null) {
      throw new IllegalStateException("used before init()");
    }
    return breakers;
  }

  private void send(String key, Passing value) {
    context().forward(new Record<>(key, value, clock.millis()));
  }
}
