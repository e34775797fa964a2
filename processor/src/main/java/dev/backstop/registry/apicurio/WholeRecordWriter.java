package dev.backstop.registry.apicurio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro's writer for generated classes, with two savings and the same bytes: a record is written to
 * a buffer and handed on whole, where Apicurio's encoder hands on every number and letter by
 * itself; and the branch of a union is remembered by class, where Avro looks its name up each time.
 *
 * <p>Belongs to one thread.
 *
 * @param <T> what is written
 */
final class WholeRecordWriter<T> extends SpecificDatumWriter<T> {

  /** Values of these classes belong to one branch of any union, whatever they hold. */
  private static final Set<Class<?>> PLAIN =
      Set.of(Boolean.class, Long.class, Double.class, String.class);

  private final IdentityHashMap<Schema, Branches> unions = new IdentityHashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
  private @Nullable BinaryEncoder buffer;

  WholeRecordWriter(Schema schema) {
    super(schema);
  }

  @Override
  public void write(T datum, Encoder out) throws IOException {
    if (!(out instanceof BinaryEncoder)) {
      super.write(datum, out);
      return;
    }
    buffer = EncoderFactory.get().binaryEncoder(bytes, buffer);
    // Only now: the line above flushes what a record left that could not be written.
    bytes.reset();
    super.write(datum, buffer);
    buffer.flush();
    out.writeFixed(bytes.toByteArray());
  }

  @Override
  protected int resolveUnion(Schema union, @Nullable Object datum) {
    Branches branches = unions.get(union);
    if (branches == null) {
      branches = new Branches(union);
      unions.put(union, branches);
    }
    int known = branches.of(datum);
    return known >= 0 ? known : branches.remember(datum, super.resolveUnion(union, datum));
  }

  /** The branches of one union. */
  private static final class Branches {
    private static final int UNKNOWN = -1;

    private final Map<Class<?>, Integer> byClass = new HashMap<>();
    private final int ofNull;

    Branches(Schema union) {
      List<Schema> types = union.getTypes();
      int found = UNKNOWN;
      for (int i = 0; i < types.size(); i++) {
        found = types.get(i).getType() == Schema.Type.NULL ? i : found;
      }
      this.ofNull = found;
    }

    int of(@Nullable Object datum) {
      return datum == null ? ofNull : byClass.getOrDefault(datum.getClass(), UNKNOWN);
    }

    int remember(@Nullable Object datum, int branch) {
      if (datum != null && isTold(datum)) {
        byClass.put(datum.getClass(), branch);
      }
      return branch;
    }

    /** Whether its class alone tells the branch. */
    private static boolean isTold(Object datum) {
      return PLAIN.contains(datum.getClass())
          || datum instanceof SpecificRecord
          || datum instanceof Enum<?>;
    }
  }
}
