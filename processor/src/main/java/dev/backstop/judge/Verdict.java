package dev.backstop.judge;

import dev.backstop.policy.Candidate;
import java.util.Locale;

/** What the evidence amounts to. */
public enum Verdict {
  /** It does not suffice yet. */
  OPEN,
  FOR_CANDIDATE,
  AGAINST_CANDIDATE,
  /** As much as the policy wants to look at for a verdict has been seen: it speaks for neither. */
  UNDECIDED;

  /** What the labelled records amount to. */
  static Verdict of(PairJudge pairs, int cap) {
    if (pairs.forIncumbent() >= PairJudge.ENOUGH) {
      return AGAINST_CANDIDATE;
    }
    if (pairs.forCandidate() >= PairJudge.ENOUGH) {
      return FOR_CANDIDATE;
    }
    return pairs.pairs() >= cap ? UNDECIDED : OPEN;
  }

  /** What the answers amount to without labels. */
  static Verdict of(AgreementSprt agreement) {
    return switch (agreement.found()) {
      case OPEN -> OPEN;
      case ALIKE -> FOR_CANDIDATE;
      case DIFFERENT -> AGAINST_CANDIDATE;
    };
  }

  /** A sentence that gives the reason. */
  String because(Candidate.Basis basis, PairJudge pairs, AgreementSprt agreement) {
    return switch (basis) {
      case LABELS -> because(pairs);
      case AGREEMENT -> because(agreement);
    };
  }

  /** Begins the reason of what was found while the candidate was watched after this verdict. */
  String since(Candidate.Basis basis) {
    return this == UNDECIDED
        ? "since neither was found to be better, "
        : switch (basis) {
          case LABELS -> "since it was found to be the better one, ";
          case AGREEMENT -> "since they were found to answer alike, ";
        };
  }

  private String because(PairJudge pairs) {
    String counted =
        String.format(
            Locale.ROOT,
            "of %d labelled records on which exactly one model was right, it was the candidate on %d",
            pairs.pairs(),
            pairs.wins());
    return switch (this) {
      case OPEN -> counted + ": not enough to tell";
      case FOR_CANDIDATE ->
          counted + ": evidence " + rounded(pairs.forCandidate()) + " that it is the better one";
      case AGAINST_CANDIDATE ->
          counted
              + ": evidence "
              + rounded(pairs.forIncumbent())
              + " that the model in use is the better one";
      case UNDECIDED -> counted + ": that many were to be looked at, and neither is better";
    };
  }

  private String because(AgreementSprt agreement) {
    String counted =
        "the models disagreed on "
            + agreement.disagreements()
            + " of "
            + (agreement.agreements() + agreement.disagreements())
            + " records";
    return switch (this) {
      case OPEN, UNDECIDED -> counted + ": not enough to tell";
      case FOR_CANDIDATE -> counted + ": they answer alike";
      case AGAINST_CANDIDATE -> counted + ": more than answers that are alike do";
    };
  }

  private static String rounded(double evidence) {
    return String.format(Locale.ROOT, "%.1f", evidence);
  }
}
