package dev.backstop.topology.resolve;

import dev.backstop.decision.Passing;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.Verdict;
import dev.backstop.registry.ReviewMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.ReviewMeters.VerdictResult;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Store;
import dev.backstop.v1.ReviewVerdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Joins verdicts with the open reviews and closes those nobody answers in time. In whatever order
 * task, verdicts and deadline come, a review is closed once.
 *
 * <p>Deadlines run by the wall clock, not by stream time: a single request followed by silence is
 * decided all the same.
 */
public final class ResolveStage extends ContextualProcessor<String, Passing, String, Passing> {

  /**
   * How the stage keeps time.
   *
   * @param tick how often it looks for what is due
   * @param duePerTick how much it does at most in one go, so that a tick stays short
   * @param retention how long a closed review is remembered
   * @param patience how long a verdict waits for its task
   */
  public record Settings(Duration tick, int duePerTick, Duration retention, Duration patience) {}

  private final Settings settings;
  private final int partitions;
  private final String node;
  private final WireCodec.Factory codecs;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private @Nullable Open open;

  /** What exists from init() on. */
  private record Open(
      Reviews reviews,
      Panel panel,
      EarlyVerdicts early,
      Timers timers,
      Outbox out,
      WireCodec codec) {}

  private ResolveStage(
      Settings settings,
      int partitions,
      String node,
      WireCodec.Factory codecs,
      InstantSource clock,
      Telemetry telemetry) {
    this.settings = settings;
    this.partitions = partitions;
    this.node = node;
    this.codecs = codecs;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /**
   * A stage with its stores.
   *
   * @param partitions of the topics, or 0 if that is not known: each has an even part of the room
   *     for reviews
   */
  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      Settings settings,
      int partitions,
      String node,
      WireCodec.Factory codecs,
      InstantSource clock,
      Telemetry telemetry) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<String, Passing, String, Passing> get() {
        return new ResolveStage(settings, partitions, node, codecs, clock, telemetry);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return ReviewState.stores();
      }
    };
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    super.init(context);
    ReviewState.begin(context);
    Timers timers = new Timers(context.getStateStore(Store.TIMERS.storeName()));
    ReviewState state = new ReviewState(context, timers, settings.retention());
    EarlyVerdicts early =
        new EarlyVerdicts(
            context.getStateStore(Store.UNMATCHED.storeName()), timers, settings.patience());
    Outbox out = new Outbox(context, node, clock);
    Panel panel =
        new Panel(new PanelState(context, timers, settings.retention()), out, telemetry.reviews());
    Reviews reviews = new Reviews(state, out, partitions, telemetry);
    open = new Open(reviews, panel, early, timers, out, codecs.create());
    reviews.begin();
    context.schedule(settings.tick(), PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (record.value() instanceof Passing.TaskRead read) {
      taskRead(read.task(), read.record());
    } else if (record.value() instanceof Passing.VerdictRead read) {
      verdictRead(read.verdict(), read.record());
    } else {
      throw new IllegalStateException("only tasks and verdicts are resolved");
    }
  }

  @Override
  public void close() {
    if (open != null) {
      open.reviews().close();
      open.panel().close();
      open.codec().close();
      open = null;
    }
  }

  private void taskRead(ReviewTask task, RawRecord record) {
    boolean beside = task.standsBeside();
    boolean isNew =
        beside
            ? state().panel().taskRead(task, record)
            : state().reviews().taskRead(task, record, now());
    if (isNew) {
      // Of a review that was turned away, they are late.
      for (RawRecord early : state().early().take(beside ? task.taskId() : task.requestId())) {
        earlyVerdict(early);
      }
    }
  }

  private void earlyVerdict(RawRecord early) {
    byte[] value = early.value();
    if (value != null
        && state().codec().decode(early.source().topic(), value, ReviewVerdict.class)
            instanceof WireCodec.Read<ReviewVerdict> read) {
      verdictRead(ReviewMapper.fromAvro(read.record()), early);
    } else {
      // It was readable when it came; it is kept all the same.
      became(keyOf(early), VerdictResult.UNMATCHED);
      state().out().unreadable(early);
    }
  }

  private void verdictRead(Verdict verdict, RawRecord record) {
    boolean beside = ReviewTask.isBeside(verdict.requestId(), verdict.taskId());
    boolean matched =
        beside
            ? state().panel().verdictRead(verdict, record, now())
            : state().reviews().verdictRead(verdict, record, now());
    if (!matched) {
      unmatched(verdict, beside ? verdict.taskId() : verdict.requestId(), record);
    }
  }

  private void unmatched(Verdict verdict, String awaited, RawRecord record) {
    if (!record.headers().containsKey(Header.REROUTED)) {
      // The task may lie on another partition: clients of other languages hash keys in other ways.
      became(verdict.requestId(), VerdictResult.REROUTED);
      state().out().rerouted(verdict.requestId(), record);
    } else {
      became(verdict.requestId(), VerdictResult.EARLY);
      state().early().keep(awaited, verdict.requestId(), record, node, now());
    }
  }

  private void tick(long ignoredStreamTime) {
    long now = now();
    for (Timers.Due due : state().timers().take(now, settings.duePerTick())) {
      switch (due.kind()) {
        case REVIEW_DUE -> state().reviews().due(due.id(), now);
        case PANEL_DUE -> state().panel().due(due.id(), now);
        case FORGET_PANEL -> state().panel().forget(due.id());
        case FORGET_SETTLED -> state().reviews().forget(due.id(), now);
        case GIVE_UP_VERDICT -> {
          DeadLetter letter = state().early().giveUp(due.id(), node, now);
          if (letter != null) {
            became(letter.requestId(), VerdictResult.UNMATCHED);
            state().out().dropped(letter);
          }
        }
      }
    }
  }

  private void became(@Nullable String requestId, VerdictResult result) {
    telemetry.reviews().verdict(requestId, result);
  }

  private static @Nullable String keyOf(RawRecord record) {
    byte[] key = record.key();
    return key == null ? null : new String(key, StandardCharsets.UTF_8);
  }

  private long now() {
    return clock.millis();
  }

  private Open state() {
    if (open == null) {
      throw new IllegalStateException("used before init()");
    }
    return open;
  }
}
