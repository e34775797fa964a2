package dev.backstop.topology.emit;

import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.SourcePosition;
import dev.backstop.registry.DeadLetterMapper;
import dev.backstop.registry.DecisionMapper;
import dev.backstop.registry.EscalationMapper;
import dev.backstop.registry.ReviewMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Node;
import dev.backstop.topology.names.Role;
import dev.backstop.topology.names.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Writes what leaves: encodes it, checks its size, gives it its lineage and sends it to its topic.
 *
 * <p>A record that would be too large for the broker becomes a dead letter here; the producer would
 * fail the whole transaction, again and again.
 */
public final class EmitStage
    extends ContextualProcessor<String, Passing, String, byte @Nullable []> {

  /**
   * What the stage needs to know.
   *
   * @param prefix of the topics' names
   * @param maxRecordBytes the most a record may have, headers included
   */
  public record Settings(Role role, String applicationId, String prefix, int maxRecordBytes) {}

  /** What dead letters leave free for the rest of their record. */
  private static final int DEAD_LETTER_OVERHEAD = 4096;

  private final Settings settings;
  private final Lineage lineage;
  private final WireCodec codec;
  private final Telemetry telemetry;

  private EmitStage(Settings settings, WireCodec codec, Telemetry telemetry) {
    this.settings = settings;
    this.lineage = new Lineage(settings.applicationId());
    this.codec = codec;
    this.telemetry = telemetry;
  }

  public static ProcessorSupplier<String, Passing, String, byte @Nullable []> supplier(
      Settings settings, WireCodec.Factory codecs, Telemetry telemetry) {
    return () -> new EmitStage(settings, codecs.create(), telemetry);
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (!(record.value() instanceof Emission emission)) {
      throw new IllegalStateException("only emissions leave");
    }
    if (emission instanceof Emission.Rerouted rerouted) {
      Headers headers = new RecordHeaders(record.headers());
      headers.add(Header.REROUTED, "true".getBytes(StandardCharsets.UTF_8));
      send(Topic.VERDICTS, record.key(), rerouted.verdict().value(), headers);
      return;
    }
    Outgoing outgoing = outgoing(emission, record.headers());
    byte[] bytes = codec.encode(outgoing.topic().with(settings.prefix()), outgoing.record());
    if (size(record.key(), bytes, outgoing.headers()) > settings.maxRecordBytes()) {
      DeadLetter letter = oversized(record.key(), emission, bytes);
      Outgoing instead = outgoing(new Emission.Dropped(letter), record.headers());
      bytes = codec.encode(instead.topic().with(settings.prefix()), instead.record());
      count(new Emission.Dropped(letter));
      send(instead.topic(), record.key(), bytes, instead.headers());
      return;
    }
    count(emission);
    send(outgoing.topic(), record.key(), bytes, outgoing.headers());
  }

  @Override
  public void close() {
    codec.close();
  }

  private Outgoing outgoing(Emission emission, Headers carried) {
    if (emission instanceof Emission.Decided decided) {
      return new Outgoing(
          Topic.DECISIONS,
          DecisionMapper.toAvro(decided.decision()),
          lineage.of(decided.decision(), carried));
    } else if (emission instanceof Emission.Escalated escalated) {
      return new Outgoing(
          Topic.SECONDARY,
          EscalationMapper.toAvro(escalated.on(), escalated.to(), now()),
          lineage.of(escalated.on(), escalated.to().name(), now(), carried));
    } else if (emission instanceof Emission.Asked asked) {
      return new Outgoing(
          Topic.REVIEWS, ReviewMapper.toAvro(asked.task()), lineage.of(asked.task(), carried));
    } else if (emission instanceof Emission.Dropped dropped) {
      return new Outgoing(
          Topic.DEAD_LETTERS,
          DeadLetterMapper.toAvro(
              dropped.letter(), settings.maxRecordBytes() - DEAD_LETTER_OVERHEAD),
          new RecordHeaders(carried));
    } else {
      return new Outgoing(
          Topic.AUDIT,
          DeadLetterMapper.toAvro(((Emission.Noted) emission).event()),
          new RecordHeaders(carried));
    }
  }

  private void count(Emission emission) {
    if (emission instanceof Emission.Decided decided) {
      telemetry.decided(decided.decision());
    } else if (emission instanceof Emission.Escalated escalated) {
      telemetry.escalated(escalated.to().name());
    } else if (emission instanceof Emission.Asked) {
      telemetry.reviewOpened();
    } else if (emission instanceof Emission.Dropped dropped) {
      telemetry.deadLettered(dropped.letter().record().source().topic(), dropped.letter().cause());
    }
  }

  private DeadLetter oversized(String key, Emission emission, byte[] bytes) {
    SourcePosition source = source(emission);
    return new DeadLetter(
        DeadLetter.Cause.OVERSIZED,
        "the "
            + emission.getClass().getSimpleName()
            + " record made of this request has "
            + bytes.length
            + " bytes; at most "
            + settings.maxRecordBytes()
            + " can be sent. The value here is the beginning of that record.",
        new RawRecord(source, now(), key.getBytes(StandardCharsets.UTF_8), bytes, Map.of()),
        key,
        null,
        settings.role().node(Node.EMIT),
        now());
  }

  private static SourcePosition source(Emission emission) {
    if (emission instanceof Emission.Decided decided) {
      return decided.decision().source();
    } else if (emission instanceof Emission.Escalated escalated) {
      return escalated.on().source();
    } else if (emission instanceof Emission.Asked asked) {
      return asked.task().source();
    } else if (emission instanceof Emission.Dropped dropped) {
      return dropped.letter().record().source();
    } else {
      return ((Emission.Noted) emission).event().source();
    }
  }

  private void send(Topic topic, String key, byte @Nullable [] value, Headers headers) {
    context()
        .forward(
            new Record<>(key, value, context().currentSystemTimeMs(), headers),
            settings.role().node(Node.to(topic)));
  }

  private Instant now() {
    return Instant.ofEpochMilli(context().currentSystemTimeMs());
  }

  private static int size(String key, byte[] value, Headers headers) {
    int size = key.length() * 3 + value.length;
    for (org.apache.kafka.common.header.Header header : headers) {
      size += header.key().length() + (header.value() == null ? 0 : header.value().length) + 8;
    }
    return size;
  }
}
