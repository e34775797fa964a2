package dev.backstop.registry;

import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.Decision;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.Drill;
import dev.backstop.domain.Status;
import dev.backstop.v1.DecisionStatus;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Decisions, the one record that each request ends in. */
final class DecisionEncoder extends RecordEncoder<Decision> {

  private static final Map<Status, Integer> STATUS =
      indices(Status.class, DecisionStatus.getClassSchema());
  private static final int DRILL = DecisionStatus.getClassSchema().getEnumOrdinal("DRILL");
  private static final Map<DegradationLevel, Integer> LEVEL =
      indices(DegradationLevel.class, dev.backstop.v1.DegradationLevel.getClassSchema());
  private static final Map<AuditDraw.Half, Integer> HALF =
      indices(AuditDraw.Half.class, dev.backstop.v1.PanelHalf.getClassSchema());

  @Override
  SpecificRecord toAvro(Decision decision) {
    return DecisionMapper.toAvro(decision);
  }

  @Override
  void write(Decision decision) throws IOException {
    out.writeString(decision.decisionId());
    out.writeString(decision.requestId());
    out.writeString(decision.domain());
    out.writeEnum(decision.drill() == null ? index(STATUS, decision.status()) : DRILL);
    optional(decision.supersedes());
    optional(decision.label());
    numbers(decision.scores());
    optional(decision.confidence());
    out.writeString(decision.tier());
    kind(decision.tierKind());
    out.writeBoolean(decision.degraded());
    optional(decision.reason());
    optional(decision.notice());
    attempts(decision.attempts());
    reference(decision.policy().name(), decision.policy().version(), decision.policy().sha256());
    optional(decision.segment());
    optional(decision.reviewer());
    source(decision.source());
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
      all(drill.sortedTiers());
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
}
