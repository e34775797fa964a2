package dev.backstop.topology.ingest;

import dev.backstop.decision.Case;
import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Drill;
import dev.backstop.domain.Memo;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.SourcePosition;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.read.DrillGate;
import dev.backstop.topology.read.Input;
import dev.backstop.topology.read.MemoHeader;
import dev.backstop.topology.read.RecordReader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Reads records: from bytes to a value for the next step, or to a dead letter.
 *
 * <p>It decodes on its own instead of leaving that to a deserialization handler, so that a dead
 * letter has the record's bytes, its cause and its place, in the same transaction. Headers from
 * outside are dropped but for the trace context, and the mark of a drill that holds: lineage is
 * ours.
 */
public final class IngestStage implements Processor<byte[], byte[], String, Passing> {

  private final Map<String, RecordReader> readers;
  private final String node;
  private final String next;
  private final String emit;
  private final int partitions;
  private final WireCodec.Factory codecs;
  private final Telemetry telemetry;
  private final InstantSource clock;
  private @Nullable ProcessorContext<String, Passing> context;
  private @Nullable WireCodec codec;

  private IngestStage(
      Map<String, RecordReader> readers,
      String node,
      String next,
      String emit,
      int partitions,
      WireCodec.Factory codecs,
      InstantSource clock,
      Telemetry telemetry) {
    this.readers = readers;
    this.node = node;
    this.next = next;
    this.emit = emit;
    this.partitions = partitions;
    this.codecs = codecs;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /**
   * A stage for these topics.
   *
   * @param readers by the topics' names
   * @param node this node's name, for dead letters
   * @param next the node that takes values
   * @param emit the node that takes dead letters
   * @param partitions of the topics; 0 if that is not known, and then no request is sent to another
   */
  public static ProcessorSupplier<byte[], byte[], String, Passing> supplier(
      Map<String, RecordReader> readers,
      String node,
      String next,
      String emit,
      int partitions,
      WireCodec.Factory codecs,
      InstantSource clock,
      Telemetry telemetry) {
    return () -> new IngestStage(readers, node, next, emit, partitions, codecs, clock, telemetry);
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    this.context = context;
    this.codec = codecs.create();
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ProcessorContext<String, Passing> context = started();
    RecordMetadata place = context.recordMetadata().orElseThrow();
    SourcePosition source = new SourcePosition(place.topic(), place.partition(), place.offset());
    RecordReader reader = readers.get(place.topic());
    if (reader == null) {
      throw new IllegalStateException("no reader for topic " + place.topic());
    }
    Map<String, byte[]> headers =
        reader.keepsHeaders() ? all(record.headers()) : DrillGate.marks(record.headers());
    RawRecord raw =
        new RawRecord(
            source,
            Instant.ofEpochMilli(record.timestamp()),
            record.key(),
            record.value(),
            headers);
    Input input = read(reader, raw, record.headers());
    if (input instanceof Input.Good good) {
      if (reader.isRequest() && misplaced(record)) {
        RawRecord whole =
            new RawRecord(source, raw.timestamp(), raw.key(), raw.value(), all(record.headers()));
        forward(
            good.requestId(),
            new Emission.Rerouted(Emission.Rerouted.Kind.REQUEST, whole),
            carried(record.headers()),
            emit);
        return;
      }
      Headers carried = carried(record.headers());
      if (good.value() instanceof Case on && on.drill() != null) {
        drilled(reader, on.drill(), raw, carried);
      } else {
        count(reader);
      }
      forward(good.requestId(), good.value(), carried, next);
    } else {
      Input.Bad bad = (Input.Bad) input;
      if (bad.requestId() == null || !Drill.owns(bad.requestId())) {
        count(reader);
      }
      RawRecord whole =
          new RawRecord(source, raw.timestamp(), raw.key(), raw.value(), all(record.headers()));
      DeadLetter letter =
          new DeadLetter(
              bad.cause(),
              bad.why(),
              whole,
              bad.requestId(),
              bad.errorClass(),
              node,
              clock.instant());
      String key = bad.requestId() != null ? bad.requestId() : source.toLineage();
      forward(key, new Emission.Dropped(letter), new RecordHeaders(), emit);
    }
  }

  @Override
  public void close() {
    if (codec != null) {
      codec.close();
    }
  }

  /** Goes on as a drill's, and is no request of anybody's. */
  private void drilled(RecordReader reader, Drill drill, RawRecord raw, Headers carried) {
    carried.add(Header.DRILL, raw.headers().get(Header.DRILL));
    if (reader.isRequest()) {
      telemetry.drills().requested(drill);
    }
  }

  private void count(RecordReader reader) {
    if (reader.isRequest()) {
      telemetry.requestRead();
    }
  }

  /**
   * From here on a record has our time: changelogs with a retention must not forget what an old
   * record has just caused.
   */
  private void forward(String key, Passing value, Headers headers, String to) {
    started().forward(new Record<>(key, value, clock.millis(), headers), to);
  }

  /**
   * Whether the request lies on another partition than its id belongs to, as with clients that hash
   * keys in their own way. The same id could then come twice, on two partitions, and be answered
   * twice; so it is written once more, to the right one.
   */
  private boolean misplaced(Record<byte[], byte[]> record) {
    if (partitions < 1 || record.headers().lastHeader(Header.REROUTED) != null) {
      return false;
    }
    int right = Utils.toPositive(Utils.murmur2(record.key())) % partitions;
    return right != started().taskId().partition();
  }

  /** What was read ahead, if that still holds; else the record is read now. */
  private Input read(RecordReader reader, RawRecord raw, Headers headers) {
    Input ahead = MemoHeader.in(headers);
    Memo.Use stale = stale(reader, ahead);
    if (ahead != null && stale == null) {
      return ahead;
    }
    if (codec == null) {
      throw new IllegalStateException("process() before init()");
    }
    Input now = reader.read(raw, codec);
    return stale != null && now instanceof Input.Good good && good.value() instanceof Case on
        ? new Input.Good(good.requestId(), on.knowing(new Memo.None(stale)))
        : now;
  }

  /** Why what was read ahead does not hold any more, or null. */
  private static Memo.@Nullable Use stale(RecordReader reader, @Nullable Input ahead) {
    if (ahead instanceof Input.Good good) {
      return good.value() instanceof Case on ? reader.changedSince(on) : null;
    }
    return ahead instanceof Input.Bad bad && lackedPolicy(bad) ? Memo.Use.POLICY_CHANGED : null;
  }

  /** Whether a policy that has come since may mend it. */
  private static boolean lackedPolicy(Input.Bad bad) {
    return bad.cause() == DeadLetter.Cause.UNKNOWN_DOMAIN
        || bad.cause() == DeadLetter.Cause.UNKNOWN_POLICY;
  }

  private ProcessorContext<String, Passing> started() {
    if (context == null) {
      throw new IllegalStateException("process() before init()");
    }
    return context;
  }

  private static Headers carried(Headers headers) {
    RecordHeaders kept = new RecordHeaders();
    for (String name : Header.CARRIED) {
      org.apache.kafka.common.header.Header last = headers.lastHeader(name);
      // Longer ones are not of the standard, and would travel with the request through every
      // record.
      if (last != null
          && last.value() != null
          && last.value().length <= Header.CARRIED_MOST_BYTES) {
        kept.add(last);
      }
    }
    return kept;
  }

  private static Map<String, byte[]> all(Headers headers) {
    Map<String, byte[]> all = new HashMap<>();
    headers.forEach(
        header -> {
          if (header.value() != null) {
            all.put(header.key(), header.value());
          }
        });
    return all;
  }
}
