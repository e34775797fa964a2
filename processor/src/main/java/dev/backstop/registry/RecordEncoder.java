package dev.backstop.registry;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Member;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Notice;
import dev.backstop.domain.Opinion;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.TierKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of one kind in Avro's binary encoding, field by field in the order of the contract. The
 * same bytes as a mapper and Avro's own writer make; that way everything becomes a generated object
 * first, whose schema is then walked: four times as long, for what each request is written as.
 *
 * <p>Belongs to one thread.
 *
 * @param <T> what is written
 */
abstract class RecordEncoder<T> {

  private static final Map<Reason, Integer> REASON =
      indices(Reason.class, dev.backstop.v1.Reason.getClassSchema());
  private static final Map<TierKind, Integer> TIER_KIND =
      indices(TierKind.class, dev.backstop.v1.TierKind.getClassSchema());

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);

  /** Of the record that is being written. */
  protected BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);

  /** The encoding, after the bytes that say which schema it has. */
  final byte[] encode(byte[] prefix, T record) {
    try {
      out = EncoderFactory.get().binaryEncoder(bytes, out);
      // Only now: the line above flushes what a record left that could not be written.
      bytes.reset();
      bytes.write(prefix);
      write(record);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same as a generated object. */
  abstract SpecificRecord toAvro(T record);

  /** Writes all fields in their order. */
  abstract void write(T record) throws IOException;

  final void attempts(List<Attempt> attempts) throws IOException {
    out.writeArrayStart();
    out.setItemCount(attempts.size());
    for (Attempt attempt : attempts) {
      out.startItem();
      write(attempt);
    }
    out.writeArrayEnd();
  }

  private void write(Attempt attempt) throws IOException {
    out.writeString(attempt.tier());
    kind(attempt.tierKind());
    optional(attempt.model());
    optional(attempt.label());
    numbers(attempt.scores());
    optional(attempt.score() == null ? null : attempt.score().rawConfidence());
    optional(attempt.confidence());
    optional(attempt.threshold());
    out.writeLong(attempt.latencyMicros());
    optional(attempt.reason());
    optional(attempt.detail());
    out.writeLong(attempt.at().toEpochMilli());
    optional(attempt.control());
    out.writeArrayStart();
    out.setItemCount(attempt.members().size());
    for (Member member : attempt.members()) {
      out.startItem();
      write(member);
    }
    out.writeArrayEnd();
    words(attempt.sources());
    out.writeBoolean(attempt.canary());
    out.writeArrayStart();
    out.setItemCount(attempt.opinions().size());
    for (Opinion said : attempt.opinions()) {
      out.startItem();
      out.writeString(said.reviewer());
      optional(said.label());
      out.writeLong(said.at().toEpochMilli());
    }
    out.writeArrayEnd();
  }

  private void write(Member member) throws IOException {
    Score score = member.score();
    out.writeString(member.name());
    optional(member.model());
    optional(score == null ? null : score.label());
    numbers(score == null ? Map.of() : score.scores());
    optional(score == null ? null : score.rawConfidence());
    optional(score == null ? null : score.confidence());
    out.writeLong(member.latencyMicros());
    optional(member.reason());
    optional(member.detail());
  }

  final void reference(String name, String version, String sha256) throws IOException {
    out.writeString(name);
    out.writeString(version);
    out.writeString(sha256);
  }

  final void words(Map<String, String> values) throws IOException {
    out.writeMapStart();
    out.setItemCount(values.size());
    for (Map.Entry<String, String> value : values.entrySet()) {
      out.startItem();
      out.writeString(value.getKey());
      out.writeString(value.getValue());
    }
    out.writeMapEnd();
  }

  final void numbers(Map<String, Double> values) throws IOException {
    out.writeMapStart();
    out.setItemCount(values.size());
    for (Map.Entry<String, Double> value : values.entrySet()) {
      out.startItem();
      out.writeString(value.getKey());
      out.writeDouble(value.getValue());
    }
    out.writeMapEnd();
  }

  final void optional(@Nullable ModelRef model) throws IOException {
    out.writeIndex(branch(model));
    if (model != null) {
      reference(model.name(), model.version(), model.sha256());
    }
  }

  final void optional(@Nullable String text) throws IOException {
    out.writeIndex(branch(text));
    if (text != null) {
      out.writeString(text);
    }
  }

  final void optional(@Nullable Double number) throws IOException {
    out.writeIndex(branch(number));
    if (number != null) {
      out.writeDouble(number);
    }
  }

  final void optional(@Nullable Instant time) throws IOException {
    out.writeIndex(branch(time));
    if (time != null) {
      out.writeLong(time.toEpochMilli());
    }
  }

  final void optional(@Nullable Reason reason) throws IOException {
    out.writeIndex(branch(reason));
    if (reason != null) {
      out.writeEnum(index(REASON, reason));
    }
  }

  final void optional(@Nullable Notice notice) throws IOException {
    out.writeIndex(branch(notice));
    if (notice != null) {
      out.writeString(notice.key());
      out.writeString(notice.text());
    }
  }

  final void kind(TierKind kind) throws IOException {
    out.writeEnum(index(TIER_KIND, kind));
  }

  final void source(SourcePosition source) throws IOException {
    out.writeString(source.topic());
    out.writeInt(source.partition());
    out.writeLong(source.offset());
  }

  final void all(Collection<String> words) throws IOException {
    out.writeArrayStart();
    out.setItemCount(words.size());
    for (String word : words) {
      out.startItem();
      out.writeString(word);
    }
    out.writeArrayEnd();
  }

  /** The branch of a union of null and something. */
  static int branch(@Nullable Object value) {
    return value == null ? 0 : 1;
  }

  static <E extends Enum<E>> int index(Map<E, Integer> indices, E value) {
    return Objects.requireNonNull(indices.get(value));
  }

  /** The contract's index of each of the domain's symbols. */
  static <E extends Enum<E>> Map<E, Integer> indices(Class<E> domain, Schema contract) {
    Map<E, Integer> indices = new EnumMap<>(domain);
    for (E value : domain.getEnumConstants()) {
      indices.put(value, contract.getEnumOrdinal(value.name()));
    }
    return indices;
  }
}
