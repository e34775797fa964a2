package dev.backstop.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records as they rest in a state store: Avro's single-object encoding, whose fingerprint names the
 * writer's schema. State is read without the registry, so a restore does not depend on it; older
 * states stay readable because the decoder knows every released schema.
 *
 * @see <a
 *     href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">single-object
 *     encoding</a>
 */
public final class StateCodec<T extends SpecificRecord> {

  /** Of the contracts, by the directories of released schemas. */
  static final int LATEST_RELEASE = 2;

  private final BinaryMessageEncoder<T> encoder;
  private final BinaryMessageDecoder<T> decoder;

  public StateCodec(Class<T> type) {
    GeneratedClasses.trust();
    SpecificData data = SpecificData.getForClass(type);
    Schema schema = data.getSchema(type);
    this.encoder = new BinaryMessageEncoder<>(data, schema);
    this.decoder = new BinaryMessageDecoder<>(data, schema);
    addReleased(schema.getName());
  }

  public byte[] encode(T record) {
    try {
      ByteBuffer encoded = encoder.encode(record);
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public T decode(byte[] bytes) {
    try {
      return decoder.decode(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String resource(int release, String name) {
    return "/dev/backstop/schemas/released/" + release + "/" + name + ".avsc";
  }

  /** A type may be of a later release than the first. */
  private void addReleased(String name) {
    for (int release = 1; release <= LATEST_RELEASE; release++) {
      String resource = resource(release, name);
      try (InputStream released = StateCodec.class.getResourceAsStream(resource)) {
        if (released == null) {
          continue;
        }
        decoder.addSchema(new Schema.Parser().parse(released));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
