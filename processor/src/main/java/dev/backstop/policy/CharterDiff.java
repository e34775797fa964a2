package dev.backstop.policy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
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
    people("written", before.people().authors(), after.people().authors());
    people("approved", before.people().approvers(), after.people().approvers());
    people("put in force", before.people().operators(), after.people().operators());
    changes.words(
        "as a canary,",
        inWords(before.candidates().canary()),
        inWords(after.candidates().canary()));
    changes.words(
        "as a shadow,",
        inWords(before.candidates().shadow()),
        inWords(after.candidates().shadow()));
    changes.words("breakers are", inWords(before.breaker()), inWords(after.breaker()));
    changes.words(
        "of a model's answers may be wrong",
        inWords(before.breaker().quality()),
        inWords(after.breaker().quality()));
    changes.words(
        "where inputs have drifted,",
        inWords(before.breaker().drift()),
        inWords(after.breaker().drift()));
    playbooks(before.playbooks(), after.playbooks());
    changes.words("under overload,", inWords(before.overload()), inWords(after.overload()));
    TreeSet<String> kept = new TreeSet<>(before.retention().keySet());
    kept.addAll(after.retention().keySet());
    for (String feature : kept) {
      changes.words(
          "feature '" + feature + "' may be kept for",
          span(before.retention().get(feature)),
          span(after.retention().get(feature)));
    }
    TreeSet<String> fresh = new TreeSet<>(before.inputs().freshFor().keySet());
    fresh.addAll(after.inputs().freshFor().keySet());
    for (String feature : fresh) {
      changes.words(
          "feature '" + feature + "' may be so old:",
          span(before.inputs().freshFor().get(feature)),
          span(after.inputs().freshFor().get(feature)));
    }
    TreeSet<String> languages = new TreeSet<>(before.translations().keySet());
    languages.addAll(after.translations().keySet());
    for (String language : languages) {
      if (!Objects.equals(
          before.translations().get(language), after.translations().get(language))) {
        changes.add("the notices in '" + language + "' say something else");
      }
    }
    Map<String, RiskClass> old = new LinkedHashMap<>();
    before.risks().classes().forEach(risk -> old.put(risk.name(), risk));
    for (RiskClass risk : after.risks().classes()) {
      RiskClass was = old.remove(risk.name());
      changes.words(
          "risk '" + risk.name() + "' is", was == null ? "" : inWords(was), inWords(risk));
    }
    old.keySet().forEach(gone -> changes.add("risk '" + gone + "' is gone"));
  }

  private void playbooks(List<Playbook> before, List<Playbook> after) {
    Map<String, Playbook> old = new LinkedHashMap<>();
    before.forEach(playbook -> old.put(playbook.name(), playbook));
    for (Playbook playbook : after) {
      Playbook was = old.remove(playbook.name());
      String what = "playbook '" + playbook.name() + "'";
      changes.words(what + " is", was == null ? "" : was.inWords(), playbook.inWords());
      if (was != null && !was.equals(playbook) && was.inWords().equals(playbook.inWords())) {
        changes.add(what + " tells another address of the same host");
      }
    }
    old.keySet().forEach(gone -> changes.add("playbook '" + gone + "' is gone"));
  }

  private void flags(String whom, Charter before, Charter after) {
    TreeSet<String> names = new TreeSet<>(before.flags().keySet());
    names.addAll(after.flags().keySet());
    for (String flag : names) {
      changes.words(
          whom + "flag '" + flag + "' is",
          onOrOff(before.flags().get(flag)),
          onOrOff(after.flags().get(flag)));
    }
    TreeSet<String> features = new TreeSet<>(before.inputs().sources().keySet());
    features.addAll(after.inputs().sources().keySet());
    for (String feature : features) {
      changes.words(
          whom + "feature '" + feature + "' is taken from",
          String.join(", else ", sources(before, feature)),
          String.join(", else ", sources(after, feature)));
    }
  }

  private static List<String> sources(Charter charter, String feature) {
    return charter.inputs().sources().getOrDefault(feature, List.of(feature));
  }

  private static String onOrOff(@Nullable Boolean flag) {
    return flag == null ? "" : flag ? "on" : "off";
  }

  /** Adds the changes for some of the requests. */
  void between(String whom, Charter before, Charter after) {
    changes.words(
        whom + "the risk class is",
        named(before.risks().standing()),
        named(after.risks().standing()));
    flags(whom, before, after);
  }

  private void people(String what, List<String> before, List<String> after) {
    changes.words(
        "it may be " + what + " by",
        before.isEmpty() ? "anybody" : String.join(", ", before),
        after.isEmpty() ? "anybody" : String.join(", ", after));
  }

  private static String span(@Nullable Duration span) {
    return span == null ? "any time" : Changes.inWords(span);
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

  private static String inWords(@Nullable Candidate candidate) {
    return candidate == null ? "" : candidate.inWords();
  }

  private static String inWords(BreakerRules rules) {
    if (!rules.enabled()) {
      return "off";
    }
    BreakerRules.Return returned = rules.returned();
    return "on (open at "
        + rules.failureRate()
        + " failed or "
        + rules.slowRate()
        + " slow of "
        + rules.minimumCalls()
        + " calls or more"
        + (rules.slowerThan() == null ? "" : ", slow after " + Changes.inWords(rules.slowerThan()))
        + ", or at "
        + rules.consecutiveFailures()
        + " failures in a row; for "
        + Changes.inWords(rules.firstOpen())
        + " to "
        + Changes.inWords(rules.longestOpen())
        + "; back by a shadow of "
        + rules.mirrorShare()
        + " and shares of "
        + rules.ramp()
        + ", each for "
        + Changes.inWords(rules.rampDwell())
        + " or longer, by a test of "
        + returned.sound()
        + " against "
        + returned.broken()
        + " from "
        + returned.pass()
        + " on, lost below "
        + returned.fail()
        + "; forgotten after "
        + Changes.inWords(rules.forgetAfter())
        + ")";
  }

  private static String inWords(DriftRules rules) {
    return "by windows of "
        + rules.window()
        + " rows: "
        + rules.features()
        + " for features, "
        + rules.confidence()
        + " for the confidence, "
        + rules.collapse()
        + " where it collapses, thresholds by "
        + rules.tightenBy();
  }

  private static String inWords(@Nullable QualityRules rules) {
    if (rules == null) {
      return "any share";
    }
    BreakerRules.Return returned = rules.returned();
    return rules.tolerable()
        + " (alarm at "
        + rules.alarm()
        + ", a spike by "
        + rules.recent()
        + " labels, out by "
        + rules.lasting()
        + " with doubt "
        + rules.doubt()
        + "; back by a test of "
        + returned.sound()
        + " against "
        + returned.broken()
        + " from "
        + returned.pass()
        + " on, lost below "
        + returned.fail()
        + ")";
  }

  private static String inWords(OverloadRules rules) {
    return "the least grave risk is turned away where a queue is "
        + rules.shedFrom()
        + " full, calls at once are limited by "
        + (rules.adaptive() ? "how they end" : "the number of workers")
        + ", and "
        + rules.retryShare()
        + " of the calls may be made once more, "
        + rules.retriesSaved()
        + " saved up";
  }

  private static String named(@Nullable RiskClass risk) {
    return risk == null ? "" : risk.name();
  }

  private static String orAny(@Nullable Number cap) {
    return cap == null ? "any number" : cap.toString();
  }
}
