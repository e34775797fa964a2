package dev.backstop.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What a change of a policy means, in words, and for which requests. */
public final class PolicyDiff {

  private final List<String> changes = new ArrayList<>();

  private PolicyDiff() {}

  /** The changes from one version to another; empty if a request cannot tell them apart. */
  public static List<String> between(Policy before, Policy after) {
    PolicyDiff diff = new PolicyDiff();
    if (!before.domain().equals(after.domain())) {
      diff.changes.add(
          "the domain is '" + after.domain() + "' instead of '" + before.domain() + "'");
    }
    diff.rules("", before, after);
    diff.segments(before, after);
    diff.notices(before, after);
    diff.audit(before.audit(), after.audit());
    return List.copyOf(diff.changes);
  }

  private void rules(String whom, Policy before, Policy after) {
    span(whom + "a request may take", before.deadline(), after.deadline());
    if (before.onReview() != after.onReview()) {
      changes.add(
          whom
              + "while a person is asked: "
              + after.onReview()
              + " instead of "
              + before.onReview());
    }
    if (before.onTimeout() != after.onTimeout()) {
      changes.add(
          whom
              + "when nobody answers in time: "
              + after.onTimeout()
              + " instead of "
              + before.onTimeout());
    }
    tiers(whom, before, after);
  }

  private void tiers(String whom, Policy before, Policy after) {
    Map<String, Tier> old = byName(before);
    Map<String, Tier> now = byName(after);
    old.keySet().stream()
        .filter(name -> !now.containsKey(name))
        .forEach(name -> changes.add(whom + "tier '" + name + "' is gone"));
    for (Map.Entry<String, Tier> tier : now.entrySet()) {
      Tier was = old.get(tier.getKey());
      if (was == null) {
        changes.add(
            whom
                + "tier '"
                + tier.getKey()
                + "' ("
                + tier.getValue().kind()
                + ") is new"
                + place(after, tier.getKey()));
      } else {
        tier(whom + "tier '" + tier.getKey() + "': ", was, tier.getValue());
      }
    }
    List<String> common = new ArrayList<>(old.keySet());
    common.retainAll(now.keySet());
    List<String> order = new ArrayList<>(now.keySet());
    order.retainAll(old.keySet());
    if (!common.equals(order)) {
      changes.add(
          whom
              + "the tiers are asked in the order "
              + String.join(", ", now.keySet())
              + " instead of "
              + String.join(", ", old.keySet()));
    }
  }

  private void tier(String name, Tier was, Tier is) {
    if (was.kind() != is.kind()) {
      changes.add(name + "is of kind " + is.kind() + " instead of " + was.kind());
    } else if (was instanceof Tier.Model before && is instanceof Tier.Model after) {
      model(name, before, after);
    } else if (was instanceof Tier.Human before && is instanceof Tier.Human after) {
      human(name, before, after);
    } else if (was instanceof Tier.Rules before && is instanceof Tier.Rules after) {
      rulesTier(name, before, after);
    } else if (was instanceof Tier.Default before && is instanceof Tier.Default after) {
      words(name + "the declared answer is", before.label(), after.label());
    }
  }

  private void model(String name, Tier.Model before, Tier.Model after) {
    words(name + "asks model", before.model(), after.model());
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
    span(name + "a call may take", before.budget(), after.budget());
    enabled(name, before.enabled(), after.enabled());
  }

  private void human(String name, Tier.Human before, Tier.Human after) {
    words(
        name + "people choose from",
        String.join(", ", before.labels()),
        String.join(", ", after.labels()));
    span(name + "somebody should begin within", before.takeWithin(), after.takeWithin());
    span(name + "an answer may take", before.finishWithin(), after.finishWithin());
    words(
        name + "the priority is",
        Integer.toString(before.priority()),
        Integer.toString(after.priority()));
    words(
        name + "hidden from reviewers:",
        String.join(", ", new TreeSet<>(before.hidden())),
        String.join(", ", new TreeSet<>(after.hidden())));
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
        words(which + "applies where", was.when().text(), rule.when().text());
        words(which + "means:", inWords(was.then()), inWords(rule.then()));
      }
    }
    old.keySet().forEach(gone -> changes.add(name + "rule '" + gone + "' is gone"));
    enabled(name, before.enabled(), after.enabled());
    if (before.degraded() != after.degraded()) {
      changes.add(name + "its answers count as degraded" + (after.degraded() ? "" : " no longer"));
    }
  }

  private void segments(Policy before, Policy after) {
    Map<String, Segment> old = new LinkedHashMap<>();
    before.segments().forEach(segment -> old.put(segment.name(), segment));
    List<String> order = new ArrayList<>();
    for (Segment segment : after.segments()) {
      Segment was = old.get(segment.name());
      String whom = "in segment '" + segment.name() + "' ";
      if (was == null) {
        changes.add(
            "segment '" + segment.name() + "' is new, for requests with " + segment.when().text());
        rules(whom, after, segment.policy());
      } else {
        order.add(segment.name());
        words(
            "segment '" + segment.name() + "' is for requests with",
            was.when().text(),
            segment.when().text());
        rules(whom, was.policy(), segment.policy());
      }
    }
    old.keySet().stream()
        .filter(name -> !order.contains(name))
        .forEach(name -> changes.add("segment '" + name + "' is gone"));
    List<String> kept = old.keySet().stream().filter(order::contains).toList();
    if (!kept.equals(order)) {
      changes.add("the segments are tried in the order " + String.join(", ", order));
    }
  }

  private void notices(Policy before, Policy after) {
    TreeSet<String> keys = new TreeSet<>(Comparator.naturalOrder());
    keys.addAll(before.notices().keySet());
    keys.addAll(after.notices().keySet());
    for (String key : keys) {
      if (!Objects.equals(before.notices().get(key), after.notices().get(key))) {
        changes.add("the notice " + key + " says something else");
      }
    }
  }

  private void audit(Audit before, Audit after) {
    if (before.draws() != after.draws()) {
      changes.add(
          after.draws()
              ? "an audit panel is new: people also look at " + share(after) + " of all requests"
              : "the audit panel is gone: nobody looks at requests that went no further than a model");
      return;
    }
    if (!after.draws()) {
      return;
    }
    words("the audit panel takes", share(before), share(after));
    if (!before.salt().equals(after.salt())) {
      changes.add("the audit panel has another salt: other requests are drawn");
    }
    words("the audit panel's epoch is", "" + before.epoch(), "" + after.epoch());
    span("people may take for a request of the audit panel", before.horizon(), after.horizon());
    boolean otherCoin = before.rate() != after.rate() || !before.salt().equals(after.salt());
    if (otherCoin && before.epoch() == after.epoch()) {
      changes.add(
          "the audit panel's rate or salt changes inside epoch "
              + after.epoch()
              + ": labels of before and after cannot be told apart; give it a new epoch");
    }
  }

  private static String share(Audit audit) {
    return BigDecimal.valueOf(audit.rate()).movePointRight(2).stripTrailingZeros().toPlainString()
        + " %";
  }

  private void words(String what, String before, String after) {
    if (!before.equals(after)) {
      changes.add(what + ' ' + orNone(after) + " instead of " + orNone(before));
    }
  }

  private void span(String what, Duration before, Duration after) {
    words(what, inWords(before), inWords(after));
  }

  private void enabled(String name, boolean before, boolean after) {
    if (before != after) {
      changes.add(name + (after ? "is switched on" : "is switched off: every request goes on"));
    }
  }

  private static String orNone(String words) {
    return words.isEmpty() ? "nothing" : words;
  }

  private static String place(Policy policy, String tier) {
    int index = policy.indexOf(tier);
    return index == 0
        ? ", before all others"
        : ", after '" + policy.ladder().get(index - 1).name() + '\'';
  }

  private static String inWords(Rule.Then then) {
    if (then instanceof Rule.Then.Answer answer) {
      return "the answer " + answer.label();
    }
    return then instanceof Rule.Then.Review ? "a person must answer" : "no answer is given";
  }

  private static String inWords(Duration span) {
    long millis = span.toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }

  private static Map<String, Tier> byName(Policy policy) {
    Map<String, Tier> tiers = new LinkedHashMap<>();
    policy.ladder().forEach(tier -> tiers.put(tier.name(), tier));
    return tiers;
  }
}
