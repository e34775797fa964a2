package dev.backstop.registry;

import dev.backstop.decision.Case;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.PolicyRef;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.v1.Escalation;
import java.time.Instant;
import java.util.List;

/** A {@link Case} on its way to a later tier, and its contract. */
public final class EscalationMapper {

  private EscalationMapper() {}

  public static Escalation toAvro(Case on, Tier.Asking to, Instant now) {
    Escalation mapped = new Escalation();
    mapped.setRequest(RequestMapper.toAvro(on.request()));
    mapped.setSource(CommonMapper.toAvro(on.source()));
    mapped.setPolicy(CommonMapper.toAvro(on.policy().ref()));
    mapped.setAttempts(CommonMapper.toAvro(on.attempts()));
    mapped.setNextTier(to.name());
    mapped.setEscalatedAt(now);
    return mapped;
  }

  /** The policy under which the case was escalated. */
  public static PolicyRef policyOf(Escalation escalation) {
    return CommonMapper.fromAvro(escalation.getPolicy());
  }

  /** What was tried before. */
  public static List<Attempt> attempts(Escalation escalation) {
    return CommonMapper.fromAvro(escalation.getAttempts());
  }

  public static Case fromAvro(Escalation escalation, Policy policy) {
    return Case.continued(
        RequestMapper.fromAvro(escalation.getRequest()),
        CommonMapper.fromAvro(escalation.getSource()),
        policy,
        attempts(escalation));
  }
}
