package dev.backstop.policy;

import dev.backstop.domain.OnReview;
import dev.backstop.domain.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Which sentences for the person concerned are missing. */
final class NoticeLint {

  private NoticeLint() {}

  static List<String> remarks(Policy policy) {
    List<String> remarks = new ArrayList<>(translations(policy));
    List<String> missing = new ArrayList<>();
    if (givesProvisional(policy)) {
      missing.add("PROVISIONAL");
    }
    if (policy.variants().stream().anyMatch(variant -> variant.defaultTier().isPresent())) {
      missing.add("DEGRADED");
    }
    missing.add("REJECTED");
    missing.removeAll(policy.notices().keySet());
    if (!missing.isEmpty()) {
      remarks.add(
          "no notice for "
              + String.join(" and ", missing)
              + ": the person concerned is told nothing"
              + unless(policy.notices()));
    }
    return remarks;
  }

  /** A sentence of a reason goes before the others, but there is hardly one for each. */
  private static String unless(Map<String, String> notices) {
    List<String> told =
        Arrays.stream(Reason.values()).map(Reason::name).filter(notices::containsKey).toList();
    return told.isEmpty() ? "" : ", unless the reason is " + String.join(" or ", told);
  }

  private static boolean givesProvisional(Policy policy) {
    return policy.variants().stream()
        .anyMatch(
            variant ->
                variant.onReview() == OnReview.PROVISIONAL
                    && variant.humanTier().filter(Tier::enabled).isPresent());
  }

  private static List<String> translations(Policy policy) {
    List<String> remarks = new ArrayList<>();
    policy
        .charter()
        .translations()
        .forEach(
            (language, sentences) ->
                policy.notices().keySet().stream()
                    .filter(key -> !sentences.containsKey(key))
                    .sorted()
                    .forEach(
                        key ->
                            remarks.add(
                                "the notice "
                                    + key
                                    + " has no sentence in '"
                                    + language
                                    + "', as others have")));
    return remarks;
  }
}
