package dev.backstop.topology.ingest;

import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.Policies;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
 * outside are dropped but for the trace context: lineage is ours.
 */
public final class IngestStage implements Processor<byte[], byte[], String, Passing> {

  private final Map<String, InputReader> readers;
  private final String node;
  private final String next;
  private final String emit;
  private final int maxRecordBytes;
  private final WireCodec codec;
  private final Telemetry telemetry;
  private @Nullable ProcessorContext<String, Passing> context;

  private IngestStage(
      Map<String, InputReader> readers,
      String node,
      String next,
      String emit,
      int maxRecordBytes,
      WireCodec codec,
      Telemetry telemetry) {
    this.readers = readers;
    this.node = node;
    this.next = next;
    this.emit = emit;
    this.maxRecordBytes = maxRecordBytes;
    this.codec = codec;
    this.telemetry = telemetry;
  }

  /**
   * A stage for these topics.
   *
   * @param prefix of the topics' names
   * @param node this node's name, for dead letters
   * @param next the node that takes values
   * @param emit the node that takes dead letters
   * @param maxRecordBytes larger values are set aside, so that what is made of them still fits into
   *     a record
   */
  public static ProcessorSupplier<byte[], byte[], String, Passing> supplier(
      Iterable<Topic> topics,
      String prefix,
      String node,
      String next,
      String emit,
      int maxRecordBytes,
      Policies policies,
      WireCodec.Factory codecs,
      Telemetry telemetry) {
    Supplier<Map<String, InputReader>> readers =
        () -> {
          Map<String, InputReader> byTopic = new HashMap<>();
          topics.forEach(topic -> byTopic.put(topic.with(prefix), InputReader.of(topic, policies)));
          return byTopic;
        };
    return () ->
        new IngestStage(
            readers.get(), node, next, emit, maxRecordBytes, codecs.create(), telemetry);
  }

  @Override
  public void init(ProcessorContext<String, Passing> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ProcessorContext<String, Passing> context = started();
    RecordMetadata place = context.recordMetadata().orElseThrow();
    SourcePosition source = new SourcePosition(place.topic(), place.partition(), place.offset());
    InputReader reader = readers.get(place.topic());
    if (reader == null) {
      throw new IllegalStateException("no reader for topic " + place.topic());
    }
    if (reader.isRequest()) {
      telemetry.requestRead();
    }
    Map<String, byte[]> headers = reader.keepsHeaders() ? all(record.headers()) : Map.of();
    RawRecord raw =
        new RawRecord(
            source,
            Instant.ofEpochMilli(record.timestamp()),
            record.key(),
            record.value(),
            headers);
    Input input = read(reader, raw);
    if (input instanceof Input.Good good) {
      Headers kept = carried(record.headers());
      context.forward(new Record<>(good.requestId(), good.value(), record.timestamp(), kept), next);
    } else {
      Input.Bad bad = (Input.Bad) input;
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
              Instant.ofEpochMilli(context.currentSystemTimeMs()));
      String key = bad.requestId() != null ? bad.requestId() : source.toLineage();
      context.forward(
          new Record<>(key, new Emission.Dropped(letter), record.timestamp(), new RecordHeaders()),
          emit);
    }
  }

  @Override
  public void close() {
    codec.close();
  }

  private Input read(InputReader reader, RawRecord raw) {
    byte[] value = raw.value();
    if (value == null) {
      return Input.bad(DeadLetter.Cause.EMPTY, "the record has no value");
    }
    if (value.length > maxRecordBytes) {
      return Input.bad(
          DeadLetter.Cause.OVERSIZED,
          "the value has " + value.length + " bytes; at most " + maxRecordBytes + " are taken");
    }
    if (raw.key() == null) {
      return Input.bad(
          DeadLetter.Cause.KEY_MISMATCH,
          "the record has no key; it must be the request id in UTF-8");
    }
    String key = new String(raw.key(), StandardCharsets.UTF_8);
    return reader.read(key, value, raw, codec);
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
      if (last != null) {
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
