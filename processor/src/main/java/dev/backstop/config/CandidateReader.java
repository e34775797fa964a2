package dev.backstop.config;

import dev.backstop.domain.ModelName;
import dev.backstop.policy.Audit;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Candidates;
import dev.backstop.policy.Tier;
import dev.backstop.yaml.YamlMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the models that a policy tries. */
final class CandidateReader {

  private static final long CAP = 1_000;
  private static final long MOST = 100_000;

  private final YamlMap document;
  private final List<Tier> ladder;
  private final Audit audit;

  CandidateReader(YamlMap document, List<Tier> ladder, Audit audit) {
    this.document = document;
    this.ladder = ladder;
    this.audit = audit;
  }

  Candidates read() {
    Candidate canary = read("canary", Candidate.Mode.CANARY, null);
    Candidate shadow = read("shadow", Candidate.Mode.SHADOW, canary);
    return new Candidates(canary, shadow);
  }

  private @Nullable Candidate read(
      String section, Candidate.Mode mode, @Nullable Candidate canary) {
    if (!document.has(section)) {
      return null;
    }
    try (YamlMap entry = document.map(section)) {
      String tier = entry.string("tier");
      String model = FlagReader.modelName(entry);
      check(entry, tier, model);
      double share = entry.number("share");
      if (share <= 0 || share > 1) {
        entry.problem(
            "share", "must be above 0 and at most 1; leave '" + section + "' out for no share");
      }
      Candidate.Basis basis = entry.optionalConstant("judge", Candidate.Basis.class).orElse(null);
      long cap = entry.optionalInteger("cap").orElse(CAP);
      if (cap < 1 || cap > MOST) {
        entry.problem("cap", "must be from 1 to " + MOST);
      }
      boolean rollsBack = false;
      boolean promotes = false;
      if (mode == Candidate.Mode.CANARY) {
        try (YamlMap onEvidence = entry.map("onEvidence")) {
          rollsBack = onEvidence.bool("rollBack", true);
          promotes = onEvidence.bool("promote", false);
          if (promotes) {
            checkPromotion(onEvidence, model, basis);
          }
        }
      }
      Candidate read =
          new Candidate(
              mode, tier, model, share, rollsBack, promotes, basis, (int) Math.min(MOST, cap));
      return canary != null && canary.isSame(read) ? together(entry, read, canary) : read;
    }
  }

  /** What gets all requests by itself must be one thing, and must be taken back by itself. */
  private void checkPromotion(YamlMap onEvidence, String model, Candidate.@Nullable Basis basis) {
    if (ModelName.parse(model).filter(name -> name.version() == null).isPresent()) {
      onEvidence.problem(
          "promote",
          "needs a candidate that is named with its version, name@version: another package under the name '"
              + model
              + "' would inherit what this one earns");
    }
    // A panel that cannot be read is a problem of its own.
    boolean noPanel = !document.has("audit") || (audit.declared() && !audit.draws());
    if (basis == Candidate.Basis.AGREEMENT || (basis == null && noPanel)) {
      onEvidence.problem(
          "promote",
          "needs evidence by labels: agreement is looked at until it is found once, and takes nothing back later; declare an audit panel and leave 'judge' out, or say promote: false");
    }
  }

  /** The same model at the same tier is judged once, and in one way. */
  private static Candidate together(YamlMap entry, Candidate shadow, Candidate canary) {
    for (String own : List.of("judge", "cap")) {
      if (entry.has(own)) {
        entry.problem(own, "stands in 'canary', which tries the same model: leave it out here");
      }
    }
    return new Candidate(
        shadow.mode(),
        shadow.tier(),
        shadow.model(),
        shadow.share(),
        false,
        false,
        canary.basis(),
        canary.cap());
  }

  private void check(YamlMap entry, String name, String model) {
    if (!entry.has("tier") || ladder.isEmpty()) {
      return;
    }
    Tier found = ladder.stream().filter(tier -> tier.name().equals(name)).findFirst().orElse(null);
    if (found == null) {
      entry.problem(
          "tier",
          "names no tier of the ladder (there: "
              + ladder.stream().map(Tier::name).collect(Collectors.joining(", "))
              + ")");
    } else if (!(found instanceof Tier.Model incumbent)) {
      entry.problem("tier", "must be one of kind model: a single model is tried against another");
    } else if (incumbent.model().equals(model)) {
      entry.problem("model", "is the one in use at tier '" + name + "': name another to try");
    }
  }
}
