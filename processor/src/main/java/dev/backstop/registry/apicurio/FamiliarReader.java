package dev.backstop.registry.apicurio;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;
import org.jspecify.annotations.Nullable;

/**
 * Avro's reader, which reads through a {@link FamiliarDecoder}: it gives what it would give
 * otherwise. Belongs to one thread.
 *
 * @param <T> what is read
 */
final class FamiliarReader<T> implements DatumReader<T> {

  private final DatumReader<T> reader;
  private final FamiliarDecoder decoder;

  /**
   * @param decoder may be shared by readers of the same thread
   */
  FamiliarReader(DatumReader<T> reader, FamiliarDecoder decoder) {
    this.reader = reader;
    this.decoder = decoder;
  }

  @Override
  public void setSchema(Schema schema) {
    reader.setSchema(schema);
  }

  @Override
  public T read(@Nullable T reuse, Decoder in) throws IOException {
    return reader.read(reuse, in instanceof BinaryDecoder ? decoder.over(in) : in);
  }
}
