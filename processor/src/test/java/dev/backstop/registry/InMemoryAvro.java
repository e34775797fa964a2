package dev.backstop.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** The Confluent wire format over a registry that is a list: the id is the index. */
public final class InMemoryAvro {

  /**
   * What a registry answers for an id it does not have; named like the exceptions of real clients.
   */
  public static final class IdNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final List<Schema> schemas = new ArrayList<>();
  private @Nullable Class<? extends SpecificRecord> refused;
  private int refusals;

  public InMemoryAvro() {
    GeneratedClasses.trust();
  }

  /** From now on has no id for records of this class; for all of them again if it is null. */
  public void refuse(@Nullable Class<? extends SpecificRecord> type) {
    refused = type;
  }

  /** How often an id was asked for in vain. */
  public int refusals() {
    return refusals;
  }

  public WireCodec.Factory codecs() {
    return () -> new WireCodec(serializer(), deserializer());
  }

  public Serializer<Object> serializer() {
    return (topic, value) -> value == null ? null : write((SpecificRecord) value);
  }

  public Deserializer<Object> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  private synchronized byte[] write(SpecificRecord value) {
    if (value.getClass() == refused) {
      refusals++;
      throw new IllegalStateException("the registry is away");
    }
    Schema schema = value.getSchema();
    int id = schemas.indexOf(schema);
    if (id < 0) {
      id = schemas.size();
      schemas.add(schema);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      new SpecificDatumWriter<Object>(schema).write(value, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private synchronized Object read(byte[] bytes) {
    int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
    if (id < 0 || id >= schemas.size()) {
      throw new IdNotFoundException();
    }
    try {
      return new SpecificDatumReader<>(schemas.get(id))
          .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
