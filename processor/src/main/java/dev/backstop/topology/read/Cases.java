package dev.backstop.topology.read;

import dev.backstop.control.ControlBoard;
import dev.backstop.decision.Case;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Drill;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.Request;
import dev.backstop.drill.FeatureFaults;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.registry.EscalationMapper;
import dev.backstop.v1.Escalation;
import org.jspecify.annotations.Nullable;

/** Makes cases of requests and of escalations, under the policies and on the board of now. */
final class Cases {

  private final Policies policies;
  private final ControlBoard controls;
  private final DrillGate drills;

  Cases(Policies policies, ControlBoard controls, DrillGate drills) {
    this.policies = policies;
    this.controls = controls;
    this.drills = drills;
  }

  /** A new case. */
  Input opened(Request request, RawRecord raw) {
    return drills.admit(
        request.requestId(),
        raw,
        true,
        drill ->
            policies
                .forDomain(request.domain())
                .map(policy -> under(policy, request, raw, drill))
                .orElseGet(
                    () ->
                        new Input.Bad(
                            DeadLetter.Cause.UNKNOWN_DOMAIN,
                            "no policy governs the request's domain, and there is none for any"
                                + " domain",
                            request.requestId(),
                            null)));
  }

  /** A case that another part has begun. */
  Input continued(Escalation escalation, RawRecord raw) {
    return drills.admit(
        escalation.getRequest().getRequestId(), raw, false, drill -> goingOn(escalation, drill));
  }

  private Input under(Policy policy, Request request, RawRecord raw, @Nullable Drill drill) {
    Request asked =
        drill == null
            ? request
            : FeatureFaults.of(drill.fault(), request, policy.charter().inputs());
    return good(Case.opened(asked, raw.source(), policy).in(drill));
  }

  private Input goingOn(Escalation escalation, @Nullable Drill drill) {
    return policies
        .toContinue(EscalationMapper.policyOf(escalation), escalation.getRequest().getDomain())
        .map(policy -> good(EscalationMapper.fromAvro(escalation, policy).in(drill)))
        .orElseGet(
            () ->
                new Input.Bad(
                    DeadLetter.Cause.UNKNOWN_POLICY,
                    "no policy in force here governs the case; give this instance the policy of the"
                        + " one that escalated it",
                    escalation.getRequest().getRequestId(),
                    null));
  }

  /** The case with what is on the board now. */
  private Input good(Case on) {
    return new Input.Good(
        on.request().requestId(),
        on.under(
            controls.current().forDomain(on.request().domain(), on.policy().domain()),
            controls.rulings(),
            controls.breakers()));
  }
}
