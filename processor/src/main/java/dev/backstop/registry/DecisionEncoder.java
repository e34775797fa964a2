package dev.backstop.registry;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.Decision;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.Drill;
import dev.backstop.domain.Member;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Notice;
import dev.backstop.domain.Opinion;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.v1.DecisionStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Decisions in Avro's binary encoding, field by field in the order of the contract. The same bytes
 * as {@link DecisionMapper} and Avro's own writer make; that way every decision becomes a generated
 * object first, whose schema is then walked: four times as long, for the one record that each
 * request ends in.
 *
 * <p>Belongs to one thread.
 */
final class DecisionEncoder {

  private static final Map<Status, Integer> STATUS =
      indices(Status.class, DecisionStatus.getClassSchema());
  private static final int DRILL = DecisionStatus.getClassSchema().getEnumOrdinal("DRILL");
  private static final Map<Reason, Integer> REASON =
      indices(Reason.class, dev.backstop.v1.Reason.getClassSchema());
  private static final Map<TierKind, Integer> TIER_KIND =
      indices(TierKind.class, dev.backstop.v1.TierKind.getClassSchema());

  private static final Map<DegradationLevel, Integer> LEVEL =
      indices(DegradationLevel.class, dev.backstop.v1.DegradationLevel.getClassSchema());
  private static final Map<AuditDraw.Half, Integer> HALF =
      indices(AuditDraw.Half.class, dev.backstop.v1.PanelHalf.getClassSchema());

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
  private BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);

  /** The encoding, after the bytes that say which schema it has. */
  byte[] encode(byte[] prefix, Decision decision) {
    try {
      out = EncoderFactory.get().binaryEncoder(bytes, out);
      // Only now: the line above flushes what a record left that could not be written.
      bytes.reset();
      bytes.write(prefix);
      write(decision);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Decision decision) throws IOException {
    out.writeString(decision.decisionId());
    out.writeString(decision.requestId());
    out.writeString(decision.domain());
    out.writeEnum(decision.drill() == null ? index(STATUS, decision.status()) : DRILL);
    optional(decision.supersedes());
    optional(decision.label());
    numbers(decision.scores());
    optional(decision.confidence());
    out.writeString(decision.tier());
    out.writeEnum(index(TIER_KIND, decision.tierKind()));
    out.writeBoolean(decision.degraded());
    optional(decision.reason());
    optional(decision.notice());
    out.writeArrayStart();
    out.setItemCount(decision.attempts().size());
    for (Attempt attempt : decision.attempts()) {
      out.startItem();
      write(attempt);
    }
    out.writeArrayEnd();
    reference(decision.policy().name(), decision.policy().version(), decision.policy().sha256());
    optional(decision.segment());
    optional(decision.reviewer());
    out.writeString(decision.source().topic());
    out.writeInt(decision.source().partition());
    out.writeLong(decision.source().offset());
    out.writeLong(decision.requestedAt().toEpochMilli());
    out.writeLong(decision.decidedAt().toEpochMilli());
    optional(decision.expectedBy());
    optional(decision.featureSetVersion());
    words(decision.tags());
    optional(decision.audit());
    optional(decision.degradation());
    drill(decision);
  }

  private void optional(@Nullable DegradationLevel level) throws IOException {
    out.writeIndex(branch(level));
    if (level != null) {
      out.writeEnum(index(LEVEL, level));
    }
  }

  private void drill(Decision decision) throws IOException {
    Drill drill = decision.drill();
    out.writeIndex(branch(drill));
    if (drill != null) {
      out.writeString(drill.run());
      out.writeString(drill.scenario());
      out.writeString(drill.fault().name());
      out.writeArrayStart();
      out.setItemCount(drill.tiers().size());
      for (String tier : drill.sortedTiers()) {
        out.startItem();
        out.writeString(tier);
      }
      out.writeArrayEnd();
      out.writeEnum(index(STATUS, decision.status()));
    }
  }

  private void optional(@Nullable AuditDraw draw) throws IOException {
    out.writeIndex(branch(draw));
    if (draw != null) {
      out.writeString(draw.salt());
      out.writeLong(draw.epoch());
      out.writeDouble(draw.propensity());
      out.writeBoolean(draw.drawn());
      out.writeIndex(branch(draw.half()));
      if (draw.half() != null) {
        out.writeEnum(index(HALF, draw.half()));
      }
    }
  }

  private void write(Attempt attempt) throws IOException {
    out.writeString(attempt.tier());
    out.writeEnum(index(TIER_KIND, attempt.tierKind()));
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

  private void reference(String name, String version, String sha256) throws IOException {
    out.writeString(name);
    out.writeString(version);
    out.writeString(sha256);
  }

  private void words(Map<String, String> values) throws IOException {
    out.writeMapStart();
    out.setItemCount(values.size());
    for (Map.Entry<String, String> value : values.entrySet()) {
      out.startItem();
      out.writeString(value.getKey());
      out.writeString(value.getValue());
    }
    out.writeMapEnd();
  }

  private void numbers(Map<String, Double> values) throws IOException {
    out.writeMapStart();
    out.setItemCount(values.size());
    for (Map.Entry<String, Double> value : values.entrySet()) {
      out.startItem();
      out.writeString(value.getKey());
      out.writeDouble(value.getValue());
    }
    out.writeMapEnd();
  }

  private void optional(@Nullable ModelRef model) throws IOException {
    out.writeIndex(branch(model));
    if (model != null) {
      reference(model.name(), model.version(), model.sha256());
    }
  }

  private void optional(@Nullable String text) throws IOException {
    out.writeIndex(branch(text));
    if (text != null) {
      out.writeString(text);
    }
  }

  private void optional(@Nullable Double number) throws IOException {
    out.writeIndex(branch(number));
    if (number != null) {
      out.writeDouble(number);
    }
  }

  private void optional(@Nullable Instant time) throws IOException {
    out.writeIndex(branch(time));
    if (time != null) {
      out.writeLong(time.toEpochMilli());
    }
  }

  private void optional(@Nullable Reason reason) throws IOException {
    out.writeIndex(branch(reason));
    if (reason != null) {
      out.writeEnum(index(REASON, reason));
    }
  }

  private void optional(@Nullable Notice notice) throws IOException {
    out.writeIndex(branch(notice));
    if (notice != null) {
      out.writeString(notice.key());
      out.writeString(notice.text());
    }
  }

  /** The branch of a union of null and something. */
  private static int branch(@Nullable Object value) {
    return value == null ? 0 : 1;
  }

  private static <E extends Enum<E>> int index(Map<E, Integer> indices, E value) {
    return Objects.requireNonNull(indices.get(value));
  }

  /** The contract's index of each of the domain's symbols. */
  private static <E extends Enum<E>> Map<E, Integer> indices(Class<E> domain, Schema contract) {
    Map<E, Integer> indices = new EnumMap<>(domain);
    for (E value : domain.getEnumConstants()) {
      indices.put(value, contract.getEnumOrdinal(value.name()));
    }
    return indices;
  }
}
