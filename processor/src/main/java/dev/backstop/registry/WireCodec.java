package dev.backstop.registry;

import dev.backstop.decision.Case;
import dev.backstop.domain.Decision;
import dev.backstop.policy.Tier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Records as they travel: the Confluent wire format, by whatever serdes the configuration names.
 *
 * <p>One instance belongs to one thread, like the serdes inside.
 *
 * @see <a
 *     href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format">wire
 *     format</a>
 */
public final class WireCodec implements AutoCloseable {

  /** Makes codecs, each for one thread. */
  @FunctionalInterface
  public interface Factory {
    WireCodec create();
  }

  /** What came of reading bytes. */
  public sealed interface Decoded<T> {}

  /** The record. */
  public record Read<T>(T record) implements Decoded<T> {}

  /**
   * Bytes that are not such a record, and never will be.
   *
   * @param unknownSchema true if the registry does not know their schema's id
   */
  public record Unreadable<T>(boolean unknownSchema, String why, String errorClass)
      implements Decoded<T> {}

  /** A flood of records with one unknown id must not become a flood of calls to the registry. */
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(30);

  private static final int MOST_UNKNOWN = 1000;

  private static final Duration CONFIRMED_AFTER = Duration.ofSeconds(1);

  /** The zero byte and the schema's id. */
  private static final int PREFIX = 5;

  private static final byte[] NOT_OURS = {};

  private final DecisionEncoder decisions = new DecisionEncoder();
  private final EscalationEncoder escalations = new EscalationEncoder();

  /** What records on a topic begin with; empty where the serializer must write them. */
  private final Map<String, byte[]> prefixes = new HashMap<>();

  private final Map<Integer, Unknown> unknowns = new HashMap<>();
  private final Serializer<Object> serializer;
  private final Deserializer<Object> deserializer;
  private boolean kept;

  public WireCodec(Serializer<Object> serializer, Deserializer<Object> deserializer) {
    this.serializer = serializer;
    this.deserializer = deserializer;
  }

  /**
   * The bytes of a record. A record is valid by its type, so whatever goes wrong is the registry's
   * fault.
   *
   * @throws RegistryUnavailableException if the schema's id cannot be had
   */
  public byte[] encode(String topic, SpecificRecord record) {
    try {
      return serializer.serialize(topic, record);
    } catch (RuntimeException e) {
      throw new RegistryUnavailableException(e);
    }
  }

  /**
   * The bytes of a decision.
   *
   * @throws RegistryUnavailableException if the schema's id cannot be had
   */
  public byte[] encode(String topic, Decision decision) {
    return encode(topic, decision, decisions);
  }

  /**
   * The bytes of a case that goes to a later tier.
   *
   * @throws RegistryUnavailableException if the schema's id cannot be had
   */
  public byte[] encode(String topic, Case on, Tier.Asking to, Instant now) {
    return encode(topic, new EscalationEncoder.Escalated(on, to, now), escalations);
  }

  /**
   * The first record on a topic is written by the serializer and by ourselves; if both come out the
   * same, which any serializer of this wire format sees to, the next ones are written by ourselves
   * alone.
   */
  private <T> byte[] encode(String topic, T record, RecordEncoder<T> own) {
    byte[] prefix = prefixes.get(topic);
    if (prefix != null && prefix.length == PREFIX) {
      return own.encode(prefix, record);
    }
    byte[] bytes = encode(topic, own.toAvro(record));
    if (prefix == null) {
      byte[] begin = Arrays.copyOf(bytes, PREFIX);
      boolean same = Arrays.equals(bytes, own.encode(begin, record));
      prefixes.put(topic, same ? begin : NOT_OURS);
    }
    return bytes;
  }

  /**
   * The record in the bytes. A registry that cannot be reached is thrown on: that says nothing
   * about the bytes, and skipping them would lose the record.
   */
  public <T extends SpecificRecord> Decoded<T> decode(String topic, byte[] bytes, Class<T> type) {
    if (bytes.length < PREFIX || bytes[0] != 0) {
      return new Unreadable<>(
          false, "the value does not begin with a zero byte and a four-byte schema id", "none");
    }
    int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    if (isUnknown(id)) {
      return unknown("none");
    }
    Object record;
    try {
      record = deserializer.deserialize(topic, bytes);
    } catch (RuntimeException e) {
      RegistryFailure failure = RegistryFailure.of(e);
      if (failure == RegistryFailure.UNREACHABLE) {
        throw new RegistryUnavailableException(e);
      }
      if (failure == RegistryFailure.UNKNOWN_ID) {
        remember(id);
        return unknown(e.getClass().getName());
      }
      return new Unreadable<>(
          false, "the value cannot be read with its schema", e.getClass().getName());
    }
    return type.isInstance(record)
        ? new Read<>(type.cast(record))
        : new Unreadable<>(false, "the value is not a " + type.getSimpleName(), "none");
  }

  /** This codec, to be kept by its thread: closing it does nothing. */
  WireCodec kept() {
    kept = true;
    return this;
  }

  @Override
  public void close() {
    if (!kept) {
      serializer.close();
      deserializer.close();
    }
  }

  private static <T> Decoded<T> unknown(String errorClass) {
    return new Unreadable<>(true, "the registry does not know the value's schema id", errorClass);
  }

  private boolean isUnknown(int id) {
    Unknown unknown = unknowns.get(id);
    return unknown != null
        && unknown.confirmed()
        && System.nanoTime() - unknown.since() < UNKNOWN_FOR.toNanos();
  }

  /**
   * Only a second answer some time after the first counts: a registry that is just starting may not
   * know its schemas yet.
   */
  private void remember(int id) {
    if (unknowns.size() >= MOST_UNKNOWN) {
      unknowns.clear();
    }
    long now = System.nanoTime();
    Unknown before = unknowns.get(id);
    if (before == null || now - before.since() >= UNKNOWN_FOR.toNanos()) {
      unknowns.put(id, new Unknown(now, false));
    } else if (now - before.since() >= CONFIRMED_AFTER.toNanos()) {
      unknowns.put(id, new Unknown(now, true));
    }
  }

  private record Unknown(long since, boolean confirmed) {}
}
