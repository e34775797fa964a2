package dev.backstop.registry;

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

  private final Serializer<Object> serializer;
  private final Deserializer<Object> deserializer;

  public WireCodec(Serializer<Object> serializer, Deserializer<Object> deserializer) {
    this.serializer = serializer;
    this.deserializer = deserializer;
  }

  /**
   * The bytes of a record. What the registry throws is thrown on: nothing may be sent without its
   * schema.
   */
  public byte[] encode(String topic, SpecificRecord record) {
    return serializer.serialize(topic, record);
  }

  /**
   * The record in the bytes. A registry that cannot be reached is thrown on: that says nothing
   * about the bytes, and skipping them would lose the record.
   */
  public <T extends SpecificRecord> Decoded<T> decode(String topic, byte[] bytes, Class<T> type) {
    if (bytes.length < 5 || bytes[0] != 0) {
      return new Unreadable<>(
          false, "the value does not begin with a zero byte and a four-byte schema id", "none");
    }
    Object record;
    try {
      record = deserializer.deserialize(topic, bytes);
    } catch (RuntimeException e) {
      RegistryFailure failure = RegistryFailure.of(e);
      if (failure == RegistryFailure.UNREACHABLE) {
        throw new RegistryUnavailableException(e);
      }
      String why =
          failure == RegistryFailure.UNKNOWN_ID
              ? "the registry does not know the value's schema id"
              : "the value cannot be read with its schema";
      return new Unreadable<>(failure == RegistryFailure.UNKNOWN_ID, why, e.getClass().getName());
    }
    return type.isInstance(record)
        ? new Read<>(type.cast(record))
        : new Unreadable<>(false, "the value is not a " + type.getSimpleName(), "none");
  }

  @Override
  public void close() {
    serializer.close();
    deserializer.close();
  }
}
