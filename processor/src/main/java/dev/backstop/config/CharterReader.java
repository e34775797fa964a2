package dev.backstop.config;

import dev.backstop.domain.Reason;
import dev.backstop.policy.Audit;
import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.Candidates;
import dev.backstop.policy.Caps;
import dev.backstop.policy.Charter;
import dev.backstop.policy.People;
import dev.backstop.policy.RiskClass;
import dev.backstop.policy.Risks;
import dev.backstop.policy.Terms;
import dev.backstop.policy.Tier;
import dev.backstop.yaml.YamlMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a policy declares beside its ladder, and the terms of a tier. */
final class CharterReader {

  private final YamlMap document;
  private final FlagReader flags;
  private final Map<String, RiskClass> risks = new LinkedHashMap<>();

  CharterReader(YamlMap document, FlagReader flags) {
    this.document = document;
    this.flags = flags;
  }

  Charter read(FeatureReader features, NoticeReader notices, List<Tier> ladder, Audit audit) {
    risks();
    BreakerRules breaker = BreakerReader.read(document);
    Candidates candidates = new CandidateReader(document, ladder, audit).read();
    return new Charter(
        caps(),
        new Risks(List.copyOf(risks.values()), risk(document)),
        flags.flags(),
        flags.inputs(flags.flags()),
        notices.byLanguage(),
        features.types(),
        features.retention(),
        people(),
        candidates,
        breaker,
        PlaybookReader.read(document, ladder, audit, breaker, risks.size(), candidates),
        OverloadReader.read(document));
  }

  /** What a segment changes of it. */
  Charter forSegment(YamlMap segment, Charter base) {
    Map<String, Boolean> own = flags.flags(segment);
    return base.forSegment(risk(segment), own, flags.inputs(own));
  }

  /** The terms of a tier that is asked something. */
  static Terms terms(YamlMap entry) {
    double cost = entry.optionalNumber("cost").orElse(0.0);
    if (cost < 0) {
      entry.problem("cost", "must be 0 or more");
    }
    Terms terms =
        new Terms(entry.bool("enabled", true), cost, skips(entry), OverloadReader.bounds(entry));
    check(entry, terms);
    if (terms.bounds().sheds() && !terms.maySkipFor(Reason.OVERLOAD)) {
      entry.problem(
          terms.bounds().maxWait() == null ? "maxOpen" : "maxWait",
          "bounds a queue, but by 'skipFor' the tier must not be passed by for OVERLOAD");
    }
    return terms;
  }

  /** Whether the terms contradict themselves. */
  static void check(YamlMap entry, Terms terms) {
    if (!terms.enabled() && !terms.maySkipFor(Reason.POLICY_FORCED)) {
      entry.problem(
          "enabled", "is false, but by 'skipFor' the tier must not be passed by for POLICY_FORCED");
    }
  }

  private static Set<Reason> skips(YamlMap entry) {
    if (!entry.has("skipFor")) {
      return Terms.SKIPS;
    }
    Set<Reason> skips = EnumSet.noneOf(Reason.class);
    for (String name : entry.strings("skipFor")) {
      Terms.SKIPS.stream()
          .filter(reason -> reason.name().equals(name))
          .findFirst()
          .ifPresentOrElse(
              skips::add,
              () ->
                  entry.problem(
                      "skipFor",
                      "may name "
                          + new TreeSet<>(Terms.SKIPS)
                              .stream().map(Enum::name).collect(Collectors.joining(", "))
                          + ", but has '"
                          + name
                          + "'"));
    }
    return skips;
  }

  private People people() {
    try (YamlMap people = document.map("people")) {
      List<String> authors = named(people, "authors");
      List<String> approvers = named(people, "approvers");
      if (authors.size() == 1 && approvers.equals(authors)) {
        people.problem("approvers", "must name somebody who is not the only author");
      }
      return new People(authors, approvers, named(people, "operators"));
    }
  }

  private static List<String> named(YamlMap people, String part) {
    List<String> names = people.strings(part);
    if (people.has(part) && names.isEmpty()) {
      people.problem(part, "names nobody; leave it out where anybody may");
    }
    return names;
  }

  private Caps caps() {
    try (YamlMap caps = document.map("limits")) {
      Integer attempts = caps.optionalInteger("attempts").map(Math::toIntExact).orElse(null);
      Double cost = caps.optionalNumber("cost").orElse(null);
      if (attempts != null && attempts < 1) {
        caps.problem("attempts", "must be 1 or more");
      }
      if (cost != null && cost < 0) {
        caps.problem("cost", "must be 0 or more");
      }
      return new Caps(attempts, cost);
    }
  }

  private void risks() {
    for (YamlMap entry : document.maps("risks")) {
      try (entry) {
        RiskClass risk =
            new RiskClass(
                entry.string("risk"),
                entry.number("errorCost"),
                entry.number("reviewCost"),
                entry.number("humanError"));
        if (risk.errorCost() <= 0) {
          entry.problem("errorCost", "must be above 0");
        }
        if (risk.reviewCost() < 0) {
          entry.problem("reviewCost", "must be 0 or more");
        }
        if (risk.humanError() < 0 || risk.humanError() > 1) {
          entry.problem("humanError", "must be from 0 to 1");
        }
        if (risks.put(risk.name(), risk) != null) {
          entry.problem("risk", "names a class that stands before it already");
        }
      }
    }
  }

  private @Nullable RiskClass risk(YamlMap entry) {
    String name = entry.optionalString("risk").orElse(null);
    RiskClass risk = name == null ? null : risks.get(name);
    if (name != null && risk == null) {
      entry.problem(
          "risk",
          "names none of 'risks' (there: "
              + (risks.isEmpty() ? "none" : String.join(", ", risks.keySet()))
              + ")");
    }
    return risk;
  }
}
