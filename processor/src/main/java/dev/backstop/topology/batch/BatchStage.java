package dev.backstop.topology.batch;

import dev.backstop.decision.Admitting;
import dev.backstop.decision.Case;
import dev.backstop.decision.Ladder;
import dev.backstop.decision.Step;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.SourcePosition;
import dev.backstop.model.Models;
import dev.backstop.policy.Tier;
import dev.backstop.registry.RegistryUnavailableException;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.read.DrillGate;
import dev.backstop.topology.read.Input;
import dev.backstop.topology.read.MemoHeader;
import dev.backstop.topology.read.RecordReader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step before the topology: reads and scores a whole poll of the main consumer in few calls,
 * and attaches to each record what came of it. The topology takes that instead of doing it again,
 * or does it for the one record. Records, their order and their offsets stay as they are, so
 * nothing depends on this step.
 *
 * <p>A stream thread has one, and only that thread calls it. It never throws: what it cannot do is
 * left to the topology, where a failure has its proper consequence. So is a record of a drill: what
 * goes wrong for it must not go wrong for its neighbours.
 *
 * @see <a href="https://cwiki.apache.org/confluence/x/Vw0LAw">KIP-42</a>
 */
public final class BatchStage implements ConsumerInterceptor<byte[], byte[]> {

  /** Setting under which the stage finds its {@link Plan}. */
  public static final String PLAN = "backstop.batch.plan";

  private static final Logger LOG = LoggerFactory.getLogger(BatchStage.class);

  /**
   * A topic whose records are scored in batches.
   *
   * @param serves whether a tier is asked by the part of the topology that reads the topic
   */
  public record Served(RecordReader reader, BiPredicate<Case, Tier.Asking> serves) {}

  /**
   * What the stage works with.
   *
   * @param topics by name; records of any other topic pass by
   */
  public record Plan(
      Map<String, Served> topics,
      Models models,
      WireCodec.Factory codecs,
      InstantSource clock,
      Telemetry telemetry) {}

  private final Map<String, Pace> paces = new HashMap<>();
  private @Nullable Plan plan;
  private @Nullable WireCodec codec;

  @Override
  public void configure(Map<String, ?> settings) {
    plan = (Plan) settings.get(PLAN);
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    if (plan != null && !records.isEmpty()) {
      try {
        score(plan, records);
      } catch (RuntimeException e) {
        // The message is left out: it may hold a part of a record.
        LOG.warn(
            "event=batch_failed records={} exception={}", records.count(), e.getClass().getName());
      }
    }
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {
    if (codec != null) {
      codec.close();
    }
  }

  private void score(Plan plan, ConsumerRecords<byte[], byte[]> records) {
    Batches batches = new Batches();
    Instant now = plan.clock().instant();
    try {
      for (TopicPartition partition : records.partitions()) {
        Served served = plan.topics().get(partition.topic());
        if (served != null) {
          for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
            read(plan, served, record, now, batches);
          }
        }
      }
    } catch (RegistryUnavailableException e) {
      // Each further record would wait for the registry as long as this one. The topology meets it
      // again, and decides.
      LOG.debug("event=batch_cut_short cause=registry");
    }
    for (TierBatch batch : batches.all()) {
      batch.answer(
          plan.models(),
          model -> paces.computeIfAbsent(model, unseen -> new Pace()),
          plan.telemetry());
    }
  }

  private void read(
      Plan plan,
      Served served,
      ConsumerRecord<byte[], byte[]> record,
      Instant now,
      Batches batches) {
    RawRecord raw =
        new RawRecord(
            new SourcePosition(record.topic(), record.partition(), record.offset()),
            Instant.ofEpochMilli(record.timestamp()),
            record.key(),
            record.value(),
            DrillGate.marks(record.headers()));
    Input input = served.reader().read(raw, codec(plan));
    // How long models usually take is left aside: a case that has less than its tier's budget left
    // cannot share a call with others.
    if (input instanceof Input.Good good
        && good.value() instanceof Case on
        && on.drill() == null
        && Ladder.next(on, now) instanceof Step.Ask ask
        && served.serves().test(ask.on(), ask.tier())) {
      batches.of(ask).add(good.requestId(), on, record.headers());
    } else {
      record.headers().add(new MemoHeader(input));
    }
  }

  /**
   * The batches of a poll. A tier of two segments is one, if only their thresholds differ; an
   * ensemble is another where a breaker keeps a member from some of the requests.
   */
  private static final class Batches {
    // A tier is one object as long as its policy is in force, and the quickest key there is.
    private final IdentityHashMap<Tier.Asking, TierBatch> byTier = new IdentityHashMap<>();
    private final Map<Tier.Asking.Question, TierBatch> byQuestion = new LinkedHashMap<>();

    TierBatch of(Step.Ask ask) {
      return ask.on().breakers().closed()
          ? byTier.computeIfAbsent(ask.tier(), tier -> of(tier.question()))
          : of(Admitting.question(ask.on(), ask.tier()));
    }

    private TierBatch of(Tier.Asking.Question question) {
      return byQuestion.computeIfAbsent(question, TierBatch::new);
    }

    Collection<TierBatch> all() {
      return byQuestion.values();
    }
  }

  /** Made on the thread that uses it: the interceptor itself is made on another. */
  private WireCodec codec(Plan plan) {
    if (codec == null) {
      codec = plan.codecs().create();
    }
    return codec;
  }
}
