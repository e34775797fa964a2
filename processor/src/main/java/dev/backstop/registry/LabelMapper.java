package dev.backstop.registry;

import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.LabelledExample.Origin;
import dev.backstop.domain.Reason;
import java.util.Locale;
import java.util.Objects;

/** {@link LabelledExample} and its contract. */
public final class LabelMapper {

  private LabelMapper() {}

  public static dev.backstop.v1.LabelledExample toAvro(LabelledExample example) {
    LabelledExample.Compared compared = example.compared();
    dev.backstop.v1.LabelledExample mapped = new dev.backstop.v1.LabelledExample();
    mapped.setRequestId(example.requestId());
    mapped.setDomain(example.domain());
    mapped.setFeatures(CommonMapper.toAvro(example.features()));
    mapped.setLabel(example.label());
    mapped.setLabelSource(example.origin().name().toLowerCase(Locale.ROOT));
    mapped.setTier(compared.tier());
    mapped.setModel(compared.model() == null ? null : CommonMapper.toAvro(compared.model()));
    mapped.setPredictedLabel(compared.label());
    mapped.setConfidence(compared.confidence());
    mapped.setPropensity(example.propensity());
    mapped.setLabelledAt(example.labelledAt());
    mapped.setRawConfidence(compared.rawConfidence());
    mapped.setUnresolved(CommonMapper.toAvro(example.unresolved(), dev.backstop.v1.Reason.class));
    mapped.setError(example.error());
    mapped.setDecisionId(example.decisionId());
    mapped.setDecidedLabel(example.decidedLabel());
    mapped.setAudit(CommonMapper.toAvro(example.audit()));
    mapped.setTaskId(example.taskId());
    mapped.setReviewer(example.reviewer());
    mapped.setPolicy(CommonMapper.toAvro(example.policy()));
    mapped.setSegment(example.segment());
    mapped.setSource(CommonMapper.toAvro(example.source()));
    mapped.setAttempts(CommonMapper.toAvro(example.attempts()));
    return mapped;
  }

  /** An example as this release or a later one writes it. */
  public static LabelledExample fromAvro(dev.backstop.v1.LabelledExample example) {
    dev.backstop.v1.ModelRef model = example.getModel();
    return new LabelledExample(
        Objects.requireNonNull(example.getTaskId()),
        example.getRequestId(),
        example.getDomain(),
        Origin.valueOf(example.getLabelSource().toUpperCase(Locale.ROOT)),
        Objects.requireNonNull(example.getDecisionId()),
        example.getDecidedLabel(),
        example.getLabel(),
        CommonMapper.toAvro(example.getUnresolved(), Reason.class),
        new LabelledExample.Compared(
            example.getTier(),
            model == null ? null : CommonMapper.fromAvro(model),
            example.getPredictedLabel(),
            example.getRawConfidence(),
            example.getConfidence()),
        example.getPropensity(),
        CommonMapper.fromAvro(example.getAudit()),
        example.getReviewer(),
        CommonMapper.fromAvro(Objects.requireNonNull(example.getPolicy())),
        example.getSegment(),
        CommonMapper.fromAvro(Objects.requireNonNull(example.getSource())),
        CommonMapper.features(example.getFeatures()),
        CommonMapper.fromAvro(example.getAttempts()),
        example.getLabelledAt());
  }
}
