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
      if (candidate.model().indexOf('@') < 0) {
        remarks.add(
            name
                + "has no version in its name: another package under '"
                + candidate.model()
                + "' would inherit its evidence; name it "
                + candidate.model()
                + "@version");
      }
      for (Policy variant : policy.variants()) {
        int place = variant.indexOf(candidate.tier());
        if (candidate.mode() == Candidate.Mode.CANARY
            && place >= 0
            && variant.ladder().get(place) instanceof Tier.Model tier
            && candidate.budget(tier).compareTo(variant.deadline()) > 0) {
          remarks.add(
              name
                  + "is asked only where a request brings a longer deadline of its own"
                  + in(variant)
                  + ": twice the budget of tier '"
                  + tier.name()
                  + "' does not fit the policy's");
        }
        if (place >= 0
            && variant.ladder().get(place) instanceof Tier.Model tier
            && tier.model().equals(candidate.model())) {
          remarks.add(
              name + "is the model in use already" + in(variant) + ": nothing is tried there");
        }
        if (place >= 0 && !variant.ladder().get(place).enabled()) {
          remarks.add(name + "is at tier '" + candidate.tier() + "', which is switched off");
        }
      }
    }
    return remarks;
  }

  private static String in(Policy variant) {
    String segment = variant.applies().segment();
    return segment == null ? "" : " in segment '" + segment + "'";
  }
}
