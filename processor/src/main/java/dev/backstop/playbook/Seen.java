package dev.backstop.playbook;

import dev.backstop.control.Control;
import dev.backstop.control.Controls;
import dev.backstop.control.Degradation;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.Breakers;
import dev.backstop.guard.RiskLevel;
import dev.backstop.policy.Playbook;
import dev.backstop.policy.Policy;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What there is to go by at one time, for the playbooks of one domain.
 *
 * @param domain of the policy that has them; {@link Policy#ANY_DOMAIN} for the one of no other
 */
public record Seen(String domain, Controls controls, Breakers breakers, Post post, Instant at) {

  /** Who a control is by that a playbook set; no person may be called that. */
  public static final String ACTOR = Playbook.ACTOR;

  /**
   * Whether what sets a playbook off is there, apart from what playbooks have set themselves: else
   * none would ever end. A playbook that may bar models takes one that is on its way back for
   * there: its last steps need requests, which it would never get.
   */
  boolean triggers(Policy policy, Playbook playbook) {
    Playbook.Trigger trigger = playbook.trigger();
    if (trigger.level() != null) {
      return degradation(policy, playbook).level().compareTo(trigger.level()) >= 0;
    }
    if (trigger.tier() != null) {
      return degradation(policy, playbook).lacks().stream()
          .anyMatch(lack -> lack.tier().equals(trigger.tier()));
    }
    RiskLevel risk =
        trigger.risk() == null
            ? null
            : trigger.risk() == Playbook.Risk.SPIKE ? RiskLevel.SPIKE : RiskLevel.DEGRADED;
    return guarding(policy)
        .anyMatch(
            news ->
                (trigger.drift() && !news.drifted().none())
                    || (risk != null && news.risk().level().compareTo(risk) >= 0));
  }

  /** What speaks for it that a run is over: how the domain stands, and the models it asks. */
  String evidence(Policy policy, Playbook playbook) {
    String level = "apart from playbooks the level is " + degradation(policy, playbook).level();
    return Stream.concat(Stream.of(level), guarding(policy).map(Seen::inWords))
        .collect(Collectors.joining("; "));
  }

  private Degradation degradation(Policy policy, Playbook playbook) {
    Controls others = controls.without(Control::ofPlaybook);
    Breakers counting = playbook.bars() ? breakers.withoutRamps() : breakers;
    return Degradation.of(policy, others.forDomain(policy.domain()), counting, at);
  }

  /** What is known of the models that the policy asks. */
  Stream<BreakerNews> guarding(Policy policy) {
    return breakers.all().stream()
        .filter(news -> policy.guards(news.guarded().model(), news.guarded().segment()));
  }

  private static String inWords(BreakerNews news) {
    return "the breaker of model '"
        + news.guarded()
        + "' is "
        + news.status().kind()
        + ": "
        + news.why()
        + (news.risk().labels().trials() > 0 ? ", " + news.risk().inWords() : "");
  }

  /** The control that is in force for that very slot and the domain. */
  Optional<Control> own(String slot) {
    return controls.at(slot, domain).filter(control -> control.holds(at));
  }

  /** The same, or else what a person has set for every domain and with effect in this one. */
  Optional<Control> standing(String slot) {
    return own(slot)
        .or(
            () ->
                controls
                    .at(slot, Policy.ANY_DOMAIN)
                    .filter(control -> control.holds(at) && !control.ofPlaybook())
                    .filter(control -> controls.reaches(control, domain)));
  }
}
