package dev.backstop.cli.story;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Reason;
import dev.backstop.domain.TierKind;
import java.util.List;
import java.util.Optional;

/** The direct answer to "why not the first model?". */
final class WhyNotFirst {

  private WhyNotFirst() {}

  static String of(Trail trail, Chain chain) {
    List<Attempt> asked =
        chain.attempts().stream()
            .filter(
                attempt ->
                    attempt.tierKind() == TierKind.MODEL || attempt.tierKind() == TierKind.ENSEMBLE)
            .toList();
    // A candidate that gave no answer stood in for a model that was asked after it.
    Optional<Attempt> first =
        asked.stream()
            .filter(attempt -> !attempt.isFailedCanary())
            .findFirst()
            .or(() -> asked.stream().findFirst());
    return first
        .map(trail::told)
        .map(attempt -> about(attempt, chain))
        .orElseGet(() -> withoutModel(trail, chain));
  }

  private static String about(Attempt first, Chain chain) {
    Reason reason = first.reason();
    if (reason == null) {
      return "it did answer: "
          + Words.tier(first)
          + " said "
          + first.label()
          + sure(first)
          + ", and this was taken.";
    }
    String did =
        first.label() != null
            ? Words.tier(first) + " said " + first.label() + sure(first) + ", which was not taken, "
            : Words.tier(first)
                + (Words.asked(first) ? " was asked and gave no answer, " : " was not asked, ");
    return did + Words.because(reason, first.detail()) + ". " + instead(first, chain);
  }

  private static String instead(Attempt first, Chain chain) {
    Decision decision = chain.decision();
    if (decision == null || !decision.status().isTerminal()) {
      return switch (chain.state()) {
        case IN_REVIEW -> "A person is asked now.";
        case DEAD_LETTERED -> "The request was then set aside as a dead letter.";
        case DECIDED, UNDER_WAY, UNKNOWN -> "No other tier has answered yet.";
      };
    }
    if (decision.label() == null) {
      return "No other tier could answer, so the request was rejected.";
    }
    if (decision.tier().equals(first.tier())) {
      return "No tier after it answered in time, so the policy let its answer stand, degraded.";
    }
    return "Instead, "
        + decision.tier()
        + DecisionWords.reviewer(decision)
        + " answered "
        + decision.label()
        + (decision.degraded() ? ", degraded." : ".");
  }

  private static String withoutModel(Trail trail, Chain chain) {
    return switch (chain.state()) {
      case DEAD_LETTERED -> {
        Trail.Refused refused = trail.refusals().get(trail.refusals().size() - 1).value();
        yield "it was never asked: "
            + refused.node()
            + " set the request aside as a dead letter, because "
            + refused.description()
            + " ["
            + refused.cause()
            + "].";
      }
      case DECIDED ->
          chain.attempts().isEmpty()
              ? "no tier was asked, as far as the decision says."
              : "no model was asked: the path was " + DecisionWords.path(chain.attempts()) + '.';
      case IN_REVIEW -> "no model stands before the person in the policy's ladder.";
      case UNDER_WAY ->
          "nothing was tried yet, as far as the topics say; is a processor with this request's role running?";
      case UNKNOWN -> "the records that were found do not say what was tried.";
    };
  }

  private static String sure(Attempt attempt) {
    String sure = Words.against(attempt.confidence(), attempt.threshold());
    return sure.isEmpty() ? "" : " (" + sure + ')';
  }
}
