package dev.backstop.registry.apicurio;

import io.apicurio.registry.serde.avro.DefaultAvroDatumProvider;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Keeps Avro's readers and writers, one for each schema and thread. Apicurio's own provider makes
 * them anew for every record, and resolves the reader's schema against the writer's each time.
 *
 * @param <T> what is read and written
 */
public final class CachingDatumProvider<T> extends DefaultAvroDatumProvider<T> {

  private final ThreadLocal<Map<Schema, DatumReader<T>>> readers =
      ThreadLocal.withInitial(IdentityHashMap::new);
  private final ThreadLocal<FamiliarDecoder> decoders =
      ThreadLocal.withInitial(FamiliarDecoder::new);
  private final ThreadLocal<Map<Schema, DatumWriter<T>>> writers =
      ThreadLocal.withInitial(IdentityHashMap::new);

  @Override
  public DatumReader<T> createDatumReader(Schema schema) {
    return readers
        .get()
        .computeIfAbsent(
            schema,
            unseen -> new FamiliarReader<>(super.createDatumReader(unseen), decoders.get()));
  }

  @Override
  public DatumWriter<T> createDatumWriter(T data, Schema schema) {
    return writers
        .get()
        .computeIfAbsent(
            schema,
            unseen ->
                data instanceof SpecificRecord
                    ? new WholeRecordWriter<>(unseen)
                    : super.createDatumWriter(data, unseen));
  }
}
