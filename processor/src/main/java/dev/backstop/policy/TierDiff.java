package dev.backstop.policy;

import dev.backstop.domain.Reason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a change of a tier means. */
final class TierDiff {

  private final Changes changes;

  TierDiff(Changes changes) {
    this.changes = changes;
  }

  /**
   * Adds the changes from one version of a tier to another.
   *
   * @param name what each of them begins with
   */
  void between(String name, Tier was, Tier is) {
    if (was.kind() != is.kind()) {
      changes.add(name + "is of kind " + is.kind() + " instead of " + was.kind());
    } else if (was instanceof Tier.Model before && is instanceof Tier.Model after) {
      changes.words(name + "asks model", before.model(), after.model());
      asking(name, before, after);
    } else if (was instanceof Tier.Ensemble before && is instanceof Tier.Ensemble after) {
      ensemble(name, before, after);
      asking(name, before, after);
    } else if (was instanceof Tier.Human before && is instanceof Tier.Human after) {
      human(name, before, after);
    } else if (was instanceof Tier.Rules before && is instanceof Tier.Rules after) {
      rulesTier(name, before, after);
    } else if (was instanceof Tier.Default before && is instanceof Tier.Default after) {
      changes.words(name + "the declared answer is", before.label(), after.label());
      enabled(name, before.enabled(), after.enabled());
    }
  }

  private void ensemble(String name, Tier.Ensemble before, Tier.Ensemble after) {
    changes.words(
        name + "asks models",
        String.join(", ", before.models()),
        String.join(", ", after.models()));
    changes.words(
        name + "their answers are made one by",
        before.combination().inWords(),
        after.combination().inWords());
    changes.words(
        name + "members that must answer:",
        Integer.toString(before.minimum()),
        Integer.toString(after.minimum()));
  }

  private void asking(String name, Tier.Asking before, Tier.Asking after) {
    int stricter = Double.compare(after.threshold(), before.threshold());
    if (stricter != 0) {
      changes.add(
          name
              + "an answer is taken from confidence "
              + after.threshold()
              + " on instead of "
              + before.threshold()
              + (stricter > 0
                  ? ": fewer answers here, more requests go on"
                  : ": more answers here, fewer requests go on"));
    }
    changes.span(name + "a call may take", before.budget(), after.budget());
    terms(name, before.terms(), after.terms());
  }

  private void terms(String name, Terms before, Terms after) {
    enabled(name, before.enabled(), after.enabled());
    changes.words(name + "it costs", Double.toString(before.cost()), Double.toString(after.cost()));
    changes.words(
        name + "it may be passed by for", inWords(before.skipFor()), inWords(after.skipFor()));
    bounds(name, before.bounds(), after.bounds());
  }

  private void bounds(String name, Bounds before, Bounds after) {
    changes.words(name + "a request may wait for it", inWords(before), inWords(after));
    changes.words(name + "calls under way at once:", orAny(before.calls()), orAny(after.calls()));
    changes.words(name + "reviews open at once:", orAny(before.open()), orAny(after.open()));
  }

  private static String inWords(Bounds bounds) {
    Duration wait = bounds.maxWait();
    return wait == null ? "until its deadline" : Changes.inWords(wait);
  }

  private static String orAny(@Nullable Integer number) {
    return number == null ? "any number" : number.toString();
  }

  private void human(String name, Tier.Human before, Tier.Human after) {
    changes.words(
        name + "people choose from",
        String.join(", ", before.labels()),
        String.join(", ", after.labels()));
    changes.span(name + "somebody should begin within", before.takeWithin(), after.takeWithin());
    changes.span(name + "an answer may take", before.finishWithin(), after.finishWithin());
    changes.words(
        name + "the priority is",
        Integer.toString(before.priority()),
        Integer.toString(after.priority()));
    changes.words(
        name + "reviewers who must agree:",
        Integer.toString(before.reviewers()),
        Integer.toString(after.reviewers()));
    changes.words(
        name + "hidden from reviewers:",
        String.join(", ", new TreeSet<>(before.hidden())),
        String.join(", ", new TreeSet<>(after.hidden())));
    terms(name, before.terms(), after.terms());
  }

  private void rulesTier(String name, Tier.Rules before, Tier.Rules after) {
    Map<String, Rule> old = new LinkedHashMap<>();
    before.rules().forEach(rule -> old.put(rule.name(), rule));
    for (Rule rule : after.rules()) {
      Rule was = old.remove(rule.name());
      String which = name + "rule '" + rule.name() + "' ";
      if (was == null) {
        changes.add(which + "is new, where " + rule.when().text() + ": " + inWords(rule.then()));
      } else {
        changes.words(which + "applies where", was.when().text(), rule.when().text());
        changes.words(which + "means:", inWords(was.then()), inWords(rule.then()));
      }
    }
    old.keySet().forEach(gone -> changes.add(name + "rule '" + gone + "' is gone"));
    enabled(name, before.enabled(), after.enabled());
    if (before.degraded() != after.degraded()) {
      changes.add(name + "its answers count as degraded" + (after.degraded() ? "" : " no longer"));
    }
  }

  private void enabled(String name, boolean before, boolean after) {
    if (before != after) {
      changes.add(name + (after ? "is switched on" : "is switched off: every request goes on"));
    }
  }

  private static String inWords(Rule.Then then) {
    if (then instanceof Rule.Then.Answer answer) {
      return "the answer " + answer.label();
    }
    return then instanceof Rule.Then.Review ? "a person must answer" : "no answer is given";
  }

  private static String inWords(Set<Reason> reasons) {
    return reasons.stream().map(Enum::name).sorted().collect(Collectors.joining(", "));
  }
}
