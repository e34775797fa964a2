package dev.backstop.registry;

import dev.backstop.v1.Decision;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.PredictionRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Requests, decisions and what people said of them in a file of their own: an Avro object
 * container, which holds the schema it was written by. So a later release reads it, and so does any
 * tool for Avro.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#object-container-files">object
 *     container files</a>
 */
public final class RecordFile {

  private static final Schema SCHEMA =
      Schema.createUnion(
          List.of(
              PredictionRequest.getClassSchema(),
              Decision.getClassSchema(),
              LabelledExample.getClassSchema()));

  /** How many records there are, in the file's metadata. */
  private static final String NUMBER = "backstop.records";

  private RecordFile() {}

  /** Writes requests, decisions and examples, in the order in which they are given. */
  public static void write(Path file, Collection<? extends SpecificRecord> records)
      throws IOException {
    try (DataFileWriter<SpecificRecord> writer =
        new DataFileWriter<>(new SpecificDatumWriter<SpecificRecord>(SCHEMA, data()))) {
      writer.setCodec(CodecFactory.deflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL));
      writer.setMeta(NUMBER, records.size());
      writer.create(SCHEMA, file.toFile());
      for (SpecificRecord record : records) {
        writer.append(record);
      }
    }
  }

  /**
   * Hands on what is in the file.
   *
   * @throws IOException if it cannot be read, or is no such file
   */
  public static void read(Path file, Consumer<SpecificRecord> sink) throws IOException {
    GeneratedClasses.trust();
    try (DataFileReader<SpecificRecord> reader =
        new DataFileReader<>(
            file.toFile(), new SpecificDatumReader<SpecificRecord>(null, SCHEMA, data()))) {
      long read = 0;
      while (reader.hasNext()) {
        sink.accept(reader.next());
        read++;
      }
      // Avro takes a file that was cut for one that ends there.
      if (reader.getMetaString(NUMBER) != null && reader.getMetaLong(NUMBER) != read) {
        throw new IOException("it was cut: " + read + " records of it are there");
      }
    } catch (RuntimeException e) {
      // Avro's own, for a file that ends in the middle or holds other records.
      throw new IOException("it holds no requests and decisions, or is damaged", e);
    }
  }

  private static SpecificData data() {
    SpecificData data = new SpecificData();
    data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    return data;
  }
}
