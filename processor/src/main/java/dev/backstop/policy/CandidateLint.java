package dev.backstop.policy;

import java.util.ArrayList;
import java.util.List;

/** What is legal of the models that a policy tries, and is hardly meant. */
final class CandidateLint {

  private CandidateLint() {}

  static List<String> remarks(Policy policy) {
    List<String> remarks = new ArrayList<>();
    for (Candidate candidate : policy.charter().candidates().all()) {
      String name = candidate.mode() == Candidate.Mode.CANARY ? "the canary " : "the shadow ";
      if (candidate.mode() == Candidate.Mode.CANARY && candidate.share() == 1) {
        remarks.add(name + "answers every request: what is meant for good belongs into the ladder");
      }
      if (policy.basis(candidate) == Candidate.Basis.LABELS && !policy.audit().draws()) {
        remarks.add(
            name
                + "is judged by labels, and there is no audit panel that gives any: no verdict ever");
      }
      for (Policy variant : policy.variants()) {
        int place = variant.indexOf(candidate.tier());
        if (place >= 0
            && variant.ladder().get(place) instanceof Tier.Model tier
            && tier.model().equals(candidate.model())) {
          String segment = variant.applies().segment();
          remarks.add(
              name
                  + "is the model in use already"
                  + (segment == null ? "" : " in segment '" + segment + "'")
                  + ": nothing is tried there");
        }
        if (place >= 0 && !variant.ladder().get(place).enabled()) {
          remarks.add(name + "is at tier '" + candidate.tier() + "', which is switched off");
        }
      }
    }
    return remarks;
  }
}
