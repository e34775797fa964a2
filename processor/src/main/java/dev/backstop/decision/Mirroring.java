package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Reason;
import dev.backstop.guard.Admission;
import dev.backstop.judge.Answer;
import dev.backstop.judge.ShadowRequest;
import dev.backstop.judge.Trial;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which models that a request passes by are asked about it all the same, off its path, to see
 * whether they are well again.
 */
public final class Mirroring {

  private Mirroring() {}

  /**
   * What is to be asked for the models that a case has passed by, and that it will on its next
   * step.
   *
   * @param from position of the first attempt that is new
   */
  public static List<ShadowRequest> of(Case on, int from, Instant now) {
    if (on.breakers().closed()) {
      return List.of();
    }
    Set<String> asked = new LinkedHashSet<>();
    List<ShadowRequest> requests = new ArrayList<>();
    List<Attempt> attempts = Ladder.next(on, now).attempts();
    for (Attempt attempt : attempts.subList(from, attempts.size())) {
      int index = on.policy().indexOf(attempt.tier());
      if (index >= 0 && on.policy().ladder().get(index) instanceof Tier.Asking tier) {
        for (String model : tier.models()) {
          if (isPassedBy(attempt, model)
              && Admitting.of(on, model) == Admission.MIRROR
              && asked.add(model)) {
            requests.add(request(on, tier, model, now));
          }
        }
      }
    }
    return requests;
  }

  private static boolean isPassedBy(Attempt attempt, String model) {
    return attempt.members().isEmpty()
        ? attempt.model() == null && attempt.reason() == Reason.BREAKER_OPEN
        : attempt.members().stream()
            .anyMatch(
                member ->
                    member.name().equals(model)
                        && member.model() == null
                        && member.reason() == Reason.BREAKER_OPEN);
  }

  private static ShadowRequest request(Case on, Tier.Asking tier, String model, Instant now) {
    return new ShadowRequest(
        on.request().requestId(),
        new Trial(
            on.policy().ref(),
            on.policy().domain(),
            tier.name(),
            model,
            Candidate.Basis.AGREEMENT,
            1),
        on.policy().applies().segment(),
        model,
        false,
        new Answer(null, null, null, Reason.BREAKER_OPEN, 0),
        on.features(),
        shorter(tier.budget(), on.policy().charter().breaker().slowAfter(tier.budget())),
        false,
        on.source(),
        now,
        true);
  }

  /** An answer that is slow speaks against the model as none does. */
  private static Duration shorter(Duration budget, Duration slowAfter) {
    return budget.compareTo(slowAfter) < 0 ? budget : slowAfter;
  }
}
