package dev.backstop.cli;

import dev.backstop.control.Control;
import dev.backstop.control.Leave;
import dev.backstop.control.Switch;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.util.ArrayList;
import java.util.List;

/**
 * A control held against the policies in force where it is to apply: whether any lets that person
 * set it, and has a use for it. A switch without an effect would be found out when it is needed.
 */
final class ControlFit {

  private ControlFit() {}

  /**
   * What is wrong with it; empty if nothing is.
   *
   * @param governing the policies in force for its domain; none if none are known
   */
  static List<String> problems(Control control, List<Policy> governing) {
    List<String> problems = new ArrayList<>(Leave.of(control, governing).problems(null));
    if (governing.isEmpty()) {
      return problems;
    }
    String none = "no policy in force for domain '" + control.domain() + "' has ";
    String tier = control.set().tier();
    if (tier != null && governing.stream().noneMatch(policy -> policy.indexOf(tier) >= 0)) {
      problems.add(none + "a tier '" + tier + "'; 'backstop status' shows those it has");
    }
    if (control.set() instanceof Switch.OfBreaker breaker
        && governing.stream()
            .noneMatch(
                policy -> policy.guards(breaker.guarded().model(), breaker.guarded().segment()))) {
      problems.add(
          none
              + "a tier or a candidate that asks model '"
              + breaker.guarded().model()
              + "' in "
              + (breaker.guarded().segment() == null
                  ? "no segment"
                  : "segment '" + breaker.guarded().segment() + "'"));
    }
    if (control.set() instanceof Switch.AuditRate
        && governing.stream().noneMatch(policy -> policy.audit().declared())) {
      problems.add(
          none
              + "an 'audit' section, which says by which coin to draw; give it one, with rate 0 if"
              + " none is to be drawn without a control");
    }
    if (control.set() instanceof Switch.Shed
        && governing.stream()
            .noneMatch(
                policy ->
                    policy.charter().risks().classes().size() > 1
                        && policy.ladder().stream().anyMatch(ControlFit::isBounded))) {
      problems.add(none + "two 'risks' or more and a tier of models with 'maxWait'");
    }
    if (control.set() instanceof Switch.CanaryShare
        && governing.stream().noneMatch(policy -> policy.charter().candidates().canary() != null)) {
      problems.add(none + "a 'canary' section, which says what to try");
    }
    return problems;
  }

  private static boolean isBounded(Tier tier) {
    return tier instanceof Tier.Asking asking && asking.terms().bounds().maxWait() != null;
  }
}
