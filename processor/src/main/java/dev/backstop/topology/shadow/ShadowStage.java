package dev.backstop.topology.shadow;

import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.LabelledExample;
import dev.backstop.guard.AnswerReport;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.CallSource;
import dev.backstop.guard.CallTallies;
import dev.backstop.judge.Answer;
import dev.backstop.judge.Comparison;
import dev.backstop.judge.ShadowRequest;
import dev.backstop.model.Models;
import dev.backstop.policy.Policies;
import dev.backstop.telemetry.CandidateMeters;
import dev.backstop.topology.names.Store;
import dev.backstop.topology.state.FirstOffsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Asks the model that was not asked on a record's path, and joins both answers with the label that
 * a person may give. A model that was passed by for its breaker is asked too, and how that ends is
 * reported once a second. What labels say of answers is reported as well. Nothing that happens here
 * changes a decision.
 *
 * <p>Labels count only where the request was on the audit panel. What people are asked because a
 * model was unsure is no fair sample: it would speak against whichever model was asked first.
 */
public final class ShadowStage extends ContextualProcessor<String, Passing, String, Passing> {

  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Duration patience;
  private final String judge;
  private final String emit;
  private final OtherModel other;
  private final Labels labels;
  private final InstantSource clock;
  private final CallTallies probes = new CallTallies(CallSource.MIRROR);
  private @Nullable Waiting waiting;

  private ShadowStage(
      Duration patience,
      String judge,
      String emit,
      OtherModel other,
      Labels labels,
      InstantSource clock) {
    this.patience = patience;
    this.judge = judge;
    this.emit = emit;
    this.other = other;
    this.labels = labels;
    this.clock = clock;
  }

  /**
   * A stage over these models.
   *
   * @param patience how long two models' answers wait for a label, and a label for them
   * @param judge the node that takes comparisons that come in
   * @param emit the node that takes what leaves
   * @param policies tell what labels are good for
   */
  public static ProcessorSupplier<String, Passing, String, Passing> supplier(
      Duration patience,
      String judge,
      String emit,
      Models models,
      Policies policies,
      InstantSource clock,
      CandidateMeters meters) {
    OtherModel other = new OtherModel(models, meters);
    Labels labels = new Labels(policies);
    return new ProcessorSupplier<>() {
      @Override
      public ShadowStage get() {
        return new ShadowStage(patience, judge, emit, other, labels, clock);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(store(Store.PAIRS, patience), store(Store.LABELS, patience));
      }
    };
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    super.init(context);
    WindowStore<String, byte[]> pairs = context.getStateStore(Store.PAIRS.storeName());
    WindowStore<String, byte[]> labels = context.getStateStore(Store.LABELS.storeName());
    FirstOffsets.write(
        context,
        List.of(FirstOffsets.in(pairs, clock::millis), FirstOffsets.in(labels, clock::millis)));
    waiting = new Waiting(pairs, labels, patience);
    String reporter = context.applicationId() + '/' + context.taskId();
    var unused =
        context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, timestamp -> report(reporter));
  }

  @Override
  public void process(Record<String, Passing> record) {
    Passing value = record.value();
    if (value instanceof Passing.ShadowRead shadow && shadow.request().probe()) {
      other.ask(shadow.request()).ifPresent(answer -> probe(record, shadow.request(), answer));
    } else if (value instanceof Passing.ShadowRead shadow) {
      other.ask(shadow.request()).ifPresent(answer -> compare(record, shadow.request(), answer));
    } else if (value instanceof Passing.LabelRead label) {
      label(record, label.example());
    } else if (value instanceof Passing.ComparisonRead) {
      context().forward(record, judge);
    } else {
      throw new IllegalStateException("only what is tried comes here");
    }
  }

  /** Of a model that is asked only to see whether it is well again. */
  private void probe(Record<String, Passing> record, ShadowRequest request, Answer answer) {
    boolean unused =
        probes.add(
            request.ask(),
            request.segment(),
            request.trial().domain(),
            request.trial().tier(),
            answer.failure(),
            answer.latencyMicros(),
            TimeUnit.NANOSECONDS.toMicros(request.budget().toNanos()),
            request.source());
    if (Probing.counts(request, answer)) {
      hold(record, request, answer);
    }
  }

  /** Holds what it said against what decided, or lets it wait for what a person says. */
  private void hold(Record<String, Passing> record, ShadowRequest request, Answer answer) {
    if (!request.answered().failed()) {
      send(record, Probing.agreement(request, answer, clock.millis()));
    } else if (request.onPanel()) {
      Comparison waits = request.with(answer, now());
      String label = waiting().labelOf(request.requestId(), clock.millis());
      if (label == null) {
        waiting().keepProbe(waits, clock.millis());
      } else {
        send(record, Probing.label(waits, label, clock.millis()));
      }
    }
  }

  private void report(String reporter) {
    for (CallReport report : probes.take(reporter, clock.millis())) {
      context()
          .forward(
              new Record<>(report.guarded().key(), new Emission.Reported(report), clock.millis()),
              emit);
    }
  }

  private void compare(Record<String, Passing> record, ShadowRequest request, Answer answer) {
    Comparison comparison = request.with(answer, now());
    send(record, comparison);
    if (request.onPanel()) {
      String label = waiting().labelOf(request.requestId(), clock.millis());
      if (label == null) {
        waiting().keep(comparison, clock.millis());
      } else {
        send(record, comparison.labelled(label, now()));
      }
    }
  }

  private void label(Record<String, Passing> record, LabelledExample example) {
    String label = example.label();
    if (label == null || !Labels.isFair(example)) {
      return;
    }
    Set<String> passedBy = labels.passedBy(example);
    boolean ofPanel = Labels.ofPanel(example);
    if (!passedBy.isEmpty() || (ofPanel && labels.isTried(example))) {
      waiting().keep(example.requestId(), label, clock.millis());
    }
    for (Comparison waits : waiting().takeProbes(example.requestId(), passedBy, clock.millis())) {
      send(record, Probing.label(waits, label, clock.millis()));
    }
    if (ofPanel) {
      labels.judged(example, clock.millis()).forEach(report -> send(record, report));
      // Pairs wait where one was tried, whatever is now.
      for (Comparison comparison : waiting().take(example.requestId(), clock.millis())) {
        send(record, comparison.labelled(label, now()));
      }
    }
  }

  private void send(Record<String, Passing> record, AnswerReport report) {
    context()
        .forward(
            record
                .withKey(report.guarded().key())
                .<Passing>withValue(new Emission.Reviewed(report)),
            emit);
  }

  private void send(Record<String, Passing> record, Comparison comparison) {
    context()
        .forward(
            record
                .withKey(comparison.trial().id())
                .<Passing>withValue(new Emission.Compared(comparison)),
            emit);
  }

  private static StoreBuilder<?> store(Store store, Duration patience) {
    return Stores.windowStoreBuilder(
        Stores.persistentWindowStore(store.storeName(), patience, patience, false),
        Serdes.String(),
        Serdes.ByteArray());
  }

  private Waiting waiting() {
    if (waiting == null) {
      throw new IllegalStateException("process() before init()");
    }
    return waiting;
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
