package dev.backstop.bench.variant;

import dev.backstop.registry.Serdes;
import dev.backstop.registry.WireCodec;
import dev.backstop.registry.WireCodec.Decoded;
import dev.backstop.registry.WireCodec.Read;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** The product's own serdes, one a thread, as everybody here uses them. */
public final class Wire {
  private final WireCodec.Factory codecs;

  public Wire(String registryUrl) {
    this.codecs = Serdes.perThread(Serdes.codecs(Serdes.apicurio(registryUrl, true)));
  }

  public byte[] encode(String topic, SpecificRecord record) {
    return codecs.create().encode(topic, record);
  }

  /** The record; there are no unreadable ones here. */
  public <T extends SpecificRecord> T decode(String topic, byte[] value, Class<T> type) {
    Decoded<T> decoded = codecs.create().decode(topic, value, type);
    if (decoded instanceof Read<T> read) {
      return read.record();
    }
    throw new IllegalStateException("a value on " + topic + " cannot be read: " + decoded);
  }

  <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
    Serializer<T> serializer = (topic, record) -> encode(topic, record);
    Deserializer<T> deserializer = (topic, value) -> decode(topic, value, type);
    return org.apache.kafka.common.serialization.Serdes.serdeFrom(serializer, deserializer);
  }
}
