package dev.backstop.policy;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a change beside the ladder means. */
final class CharterDiff {

  private final Changes changes;

  CharterDiff(Changes changes) {
    this.changes = changes;
  }

  /** Adds the changes that are the same for all requests. */
  void between(Charter before, Charter after) {
    changes.words(
        "a request may ask so many tiers:",
        orAny(before.caps().attempts()),
        orAny(after.caps().attempts()));
    changes.words("a request may cost", orAny(before.caps().cost()), orAny(after.caps().cost()));
    Map<String, RiskClass> old = new LinkedHashMap<>();
    before.risks().classes().forEach(risk -> old.put(risk.name(), risk));
    for (RiskClass risk : after.risks().classes()) {
      RiskClass was = old.remove(risk.name());
      changes.words(
          "risk '" + risk.name() + "' is", was == null ? "" : inWords(was), inWords(risk));
    }
    old.keySet().forEach(gone -> changes.add("risk '" + gone + "' is gone"));
  }

  /** Adds the changes for some of the requests. */
  void between(String whom, Charter before, Charter after) {
    changes.words(
        whom + "the risk class is",
        named(before.risks().standing()),
        named(after.risks().standing()));
  }

  private static String inWords(RiskClass risk) {
    return String.format(
        Locale.ROOT,
        "%s for an error, %s for a review, people wrong at %s, so answers are taken from %.4f on",
        risk.errorCost(),
        risk.reviewCost(),
        risk.humanError(),
        risk.floor());
  }

  private static String named(@Nullable RiskClass risk) {
    return risk == null ? "" : risk.name();
  }

  private static String orAny(@Nullable Number cap) {
    return cap == null ? "any number" : cap.toString();
  }
}
