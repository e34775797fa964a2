package dev.backstop.policy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What a change of a policy means, in words, and for which requests. */
public final class PolicyDiff {

  private final Changes changes = new Changes();

  private PolicyDiff() {}

  /** The changes from one version to another; empty if a request cannot tell them apart. */
  public static List<String> between(Policy before, Policy after) {
    PolicyDiff diff = new PolicyDiff();
    if (!before.domain().equals(after.domain())) {
      diff.changes.add(
          "the domain is '" + after.domain() + "' instead of '" + before.domain() + "'");
    }
    new CharterDiff(diff.changes).between(before.charter(), after.charter());
    diff.rules("", before, after);
    diff.segments(before, after);
    diff.notices(before, after);
    diff.audit(before.audit(), after.audit());
    return diff.changes.all();
  }

  private void rules(String whom, Policy before, Policy after) {
    changes.span(whom + "a request may take", before.deadline(), after.deadline());
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
    new CharterDiff(changes).between(whom, before.charter(), after.charter());
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
        new TierDiff(changes)
            .between(whom + "tier '" + tier.getKey() + "': ", was, tier.getValue());
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
        changes.words(
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
    changes.words("the audit panel takes", share(before), share(after));
    if (!before.salt().equals(after.salt())) {
      changes.add("the audit panel has another salt: other requests are drawn");
    }
    changes.words("the audit panel's epoch is", "" + before.epoch(), "" + after.epoch());
    changes.span(
        "people may take for a request of the audit panel", before.horizon(), after.horizon());
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

  private static String place(Policy policy, String tier) {
    int index = policy.indexOf(tier);
    return index == 0
        ? ", before all others"
        : ", after '" + policy.ladder().get(index - 1).name() + '\'';
  }

  private static Map<String, Tier> byName(Policy policy) {
    Map<String, Tier> tiers = new LinkedHashMap<>();
    policy.ladder().forEach(tier -> tiers.put(tier.name(), tier));
    return tiers;
  }
}
