package dev.backstop.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is legal to say of drift and is hardly meant. */
final class DriftLint {

  /** The sum of two shares in binary may be a hair below what it is in decimals. */
  private static final double HAIR = 1e-9;

  private DriftLint() {}

  static List<String> remarks(Policy policy) {
    BreakerRules breaker = policy.charter().breaker();
    DriftRules rules = breaker.drift();
    if (!breaker.enabled()) {
      return rules.equals(DriftRules.USUAL)
          ? List.of()
          : List.of("'breaker.drift' has no effect: where breakers are off, drift is not watched");
    }
    List<String> remarks = new ArrayList<>();
    if (rules.does(DriftRules.Act.TIGHTEN) || rules.does(DriftRules.Act.ROUTE)) {
      remarks.addAll(unwatched(policy));
      remarks.addAll(leftOut(policy));
    }
    if (rules.does(DriftRules.Act.TIGHTEN)) {
      remarks.addAll(shut(policy, rules.tightenBy()));
    }
    return remarks;
  }

  /** Models of which nothing is ever known to have drifted. */
  private static List<String> unwatched(Policy policy) {
    List<Tier.Asking> firsts = FirstAsked.firsts(policy);
    List<String> remarks = new ArrayList<>();
    for (String model : models(policy)) {
      if (!FirstAsked.is(policy, model)) {
        boolean somewhere =
            firsts.stream().anyMatch(first -> FirstAsked.asks(policy, first, model));
        remarks.add(
            "'breaker.drift' never does anything about model '"
                + model
                + (somewhere
                    ? "': it is asked first in some segments and not in others, so what it is"
                        + " asked is picked out by its features"
                    : "': it is asked only what a model before it has left over, which never looks"
                        + " like what it was made for"));
      }
    }
    return remarks;
  }

  private static Set<String> models(Policy policy) {
    Set<String> models = new LinkedHashSet<>();
    for (Policy variant : policy.variants()) {
      for (Tier tier : variant.ladder()) {
        if (tier instanceof Tier.Asking asking && asking.enabled()) {
          models.addAll(asking.models());
        }
      }
    }
    return models;
  }

  /** Segments whose requests the first model never sees. */
  private static List<String> leftOut(Policy policy) {
    if (FirstAsked.firsts(policy).isEmpty()) {
      return List.of();
    }
    return policy.variants().stream()
        .filter(variant -> FirstAsked.tier(variant) == null)
        .map(
            variant ->
                (variant.applies().segment() == null
                        ? "requests of no segment ask no model"
                        : "segment '" + variant.applies().segment() + "' asks no model")
                    + ": where the first model's reference has such requests among it, their"
                    + " absence is drift, and 'breaker.drift' acts on it")
        .toList();
  }

  /** Tiers that take hardly any answer while something has drifted. */
  private static List<String> shut(Policy policy, double tightenBy) {
    List<String> remarks = new ArrayList<>();
    for (Policy variant : policy.variants()) {
      Tier.Asking first = FirstAsked.tier(variant);
      double required = first == null ? 0 : variant.required(first);
      if (first != null && required < 1 && required + tightenBy >= 1 - HAIR) {
        String segment = variant.applies().segment();
        remarks.add(
            (segment == null ? "" : "in segment '" + segment + "' ")
                + "tier '"
                + first.name()
                + "' takes hardly any answer while inputs have drifted: its threshold and"
                + " 'breaker.drift.tightenBy' make 1 or more");
      }
    }
    return remarks;
  }
}
