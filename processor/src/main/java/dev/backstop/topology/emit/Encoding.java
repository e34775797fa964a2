package dev.backstop.topology.emit;

import dev.backstop.decision.Emission;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;

/** Makes bytes and headers of what leaves. Belongs to one thread. */
final class Encoding implements AutoCloseable {

  /** What dead letters leave free for the rest of their record. */
  private static final int DEAD_LETTER_OVERHEAD = 4096;

  /** The topics' full names: made once, not for each record. */
  private final Map<Topic, String> names = new EnumMap<>(Topic.class);

  private final int mostOfALetter;
  private final Lineage lineage;
  private final WireCodec codec;
  private final InstantSource clock;

  Encoding(EmitStage.Settings settings, WireCodec codec, InstantSource clock) {
    this.mostOfALetter = settings.maxRecordBytes() - DEAD_LETTER_OVERHEAD;
    this.lineage = new Lineage(settings.applicationId());
    this.codec = codec;
    this.clock = clock;
    for (Topic topic : Topic.values()) {
      names.put(topic, topic.with(settings.prefix()));
    }
  }

  /**
   * The record to send.
   *
   * @param carried headers that go where the record goes
   */
  Encoded encode(Emission emission, Headers carried) {
    if (emission instanceof Emission.Decided decided) {
      return new Encoded(
          emission,
          Topic.DECISIONS,
          codec.encode(name(Topic.DECISIONS), decided.decision()),
          lineage.of(decided.decision(), carried));
    }
    Instant now = Instant.ofEpochMilli(clock.millis());
    if (emission instanceof Emission.Escalated escalated) {
      return new Encoded(
          emission,
          Topic.SECONDARY,
          codec.encode(name(Topic.SECONDARY), escalated.on(), escalated.to(), now),
          lineage.of(escalated.on(), escalated.to().name(), now, carried));
    }
    Outgoing outgoing = Outgoing.of(emission, lineage, carried, now, mostOfALetter);
    byte[] value = codec.encode(name(outgoing.topic()), outgoing.record());
    return new Encoded(emission, outgoing.topic(), value, outgoing.headers());
  }

  private String name(Topic topic) {
    return Objects.requireNonNull(names.get(topic));
  }

  @Override
  public void close() {
    codec.close();
  }
}
