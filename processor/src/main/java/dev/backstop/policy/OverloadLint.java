package dev.backstop.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is legal to say of overload and is hardly meant. */
final class OverloadLint {

  private OverloadLint() {}

  static List<String> remarks(Policy policy) {
    List<String> remarks = new ArrayList<>();
    for (Policy variant : policy.variants()) {
      String segment = variant.applies().segment();
      String whom = segment == null ? "" : "in segment '" + segment + "' ";
      asking(variant)
          .filter(tier -> isNoBound(tier.terms().bounds().maxWait(), variant.deadline()))
          .forEach(
              tier ->
                  remarks.add(
                      whom
                          + "tier '"
                          + tier.name()
                          + "' may be waited for as long as the deadline: 'maxWait' bounds nothing"));
    }
    OverloadRules rules = policy.charter().overload();
    boolean anyBound = policy.ladder().stream().anyMatch(tier -> boundsOf(tier).sheds());
    if (rules.shedFrom() != OverloadRules.USUAL.shedFrom() && !anyBound) {
      remarks.add("'overload.shedFrom' has no effect: no tier has 'maxWait' or 'maxOpen'");
    }
    if (rules.retryShare() == 0 && rules.retriesSaved() != OverloadRules.USUAL.retriesSaved()) {
      remarks.add("'overload.retriesSaved' has no effect: 'retryShare' is 0, so none is earned");
    }
    if (anyBound && policy.charter().risks().classes().size() == 1) {
      remarks.add("all requests are turned away alike under overload: there is one risk class");
    }
    return remarks;
  }

  private static boolean isNoBound(@Nullable Duration wait, Duration deadline) {
    return wait != null && wait.compareTo(deadline) >= 0;
  }

  private static Stream<Tier.Asking> asking(Policy policy) {
    return policy.ladder().stream()
        .filter(Tier.Asking.class::isInstance)
        .map(Tier.Asking.class::cast);
  }

  private static Bounds boundsOf(Tier tier) {
    if (tier instanceof Tier.Asking asking) {
      return asking.terms().bounds();
    }
    return tier instanceof Tier.Human human ? human.terms().bounds() : Bounds.NONE;
  }
}
