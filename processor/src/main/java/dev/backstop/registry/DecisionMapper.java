package dev.backstop.registry;

import dev.backstop.domain.Decision;
import dev.backstop.domain.Drill;
import dev.backstop.domain.Fault;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.v1.DrillNote;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link Decision} and its contract. */
public final class DecisionMapper {

  private DecisionMapper() {}

  public static dev.backstop.v1.Decision toAvro(Decision decision) {
    dev.backstop.v1.Decision mapped = new dev.backstop.v1.Decision();
    mapped.setDecisionId(decision.decisionId());
    mapped.setRequestId(decision.requestId());
    mapped.setDomain(decision.domain());
    mapped.setStatus(
        decision.drill() == null
            ? CommonMapper.required(decision.status(), dev.backstop.v1.DecisionStatus.class)
            : dev.backstop.v1.DecisionStatus.DRILL);
    mapped.setSupersedes(decision.supersedes());
    mapped.setLabel(decision.label());
    mapped.setScores(decision.scores());
    mapped.setConfidence(decision.confidence());
    mapped.setTier(decision.tier());
    mapped.setTierKind(CommonMapper.required(decision.tierKind(), dev.backstop.v1.TierKind.class));
    mapped.setDegraded(decision.degraded());
    mapped.setReason(CommonMapper.toAvro(decision.reason(), dev.backstop.v1.Reason.class));
    mapped.setNotice(CommonMapper.toAvro(decision.notice()));
    mapped.setAttempts(CommonMapper.toAvro(decision.attempts()));
    mapped.setPolicy(CommonMapper.toAvro(decision.policy()));
    mapped.setSegment(decision.segment());
    mapped.setReviewer(decision.reviewer());
    mapped.setSource(CommonMapper.toAvro(decision.source()));
    mapped.setRequestedAt(decision.requestedAt());
    mapped.setDecidedAt(decision.decidedAt());
    mapped.setExpectedBy(decision.expectedBy());
    mapped.setFeatureSetVersion(decision.featureSetVersion());
    mapped.setTags(decision.tags());
    mapped.setAudit(CommonMapper.toAvro(decision.audit()));
    mapped.setDegradationLevel(
        CommonMapper.toAvro(decision.degradation(), dev.backstop.v1.DegradationLevel.class));
    mapped.setDrill(toAvro(decision.drill(), decision.status()));
    return mapped;
  }

  public static Decision fromAvro(dev.backstop.v1.Decision decision) {
    DrillNote drill = decision.getDrill();
    return new Decision(
        decision.getRequestId(),
        decision.getDomain(),
        CommonMapper.required(
            drill == null ? decision.getStatus() : drill.getStatus(), Status.class),
        decision.getSupersedes(),
        decision.getLabel(),
        decision.getScores(),
        decision.getConfidence(),
        decision.getTier(),
        CommonMapper.required(decision.getTierKind(), TierKind.class),
        decision.getDegraded(),
        CommonMapper.toAvro(decision.getReason(), Reason.class),
        CommonMapper.fromAvro(decision.getNotice()),
        CommonMapper.fromAvro(decision.getAttempts()),
        CommonMapper.fromAvro(decision.getPolicy()),
        decision.getSegment(),
        decision.getReviewer(),
        CommonMapper.fromAvro(decision.getSource()),
        decision.getRequestedAt(),
        decision.getDecidedAt(),
        decision.getExpectedBy(),
        decision.getFeatureSetVersion(),
        decision.getTags(),
        CommonMapper.fromAvro(decision.getAudit()),
        CommonMapper.fromAvro(decision.getDegradationLevel()),
        drill == null ? null : fromAvro(drill));
  }

  private static @Nullable DrillNote toAvro(@Nullable Drill drill, Status status) {
    return drill == null
        ? null
        : new DrillNote(
            drill.run(),
            drill.scenario(),
            drill.fault().name(),
            drill.sortedTiers(),
            CommonMapper.required(status, dev.backstop.v1.DecisionStatus.class));
  }

  private static Drill fromAvro(DrillNote note) {
    return new Drill(
        note.getRun(),
        note.getScenario(),
        Fault.named(note.getFault()),
        Set.copyOf(note.getTiers()));
  }
}
