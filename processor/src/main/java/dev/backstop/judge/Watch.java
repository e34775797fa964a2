package dev.backstop.judge;

import dev.backstop.policy.Candidate;

/**
 * What was seen of a candidate after a verdict that left it in the traffic: a test of each kind,
 * begun at the verdict, that can only speak against it. A test that has shown nothing begins anew:
 * that of labels after each {@code cap} records, that of agreement when it has found the models
 * alike once more. What was good once must not outweigh what is bad now.
 *
 * @param pairs of the labelled records those on which exactly one model was right
 * @param agreement whether the models still answer alike
 */
public record Watch(PairJudge pairs, AgreementSprt agreement) {

  /** Nothing has been seen. */
  public static final Watch NEW = new Watch(PairJudge.NEW, AgreementSprt.NEW);

  /** After one more labelled record on which exactly one model was right. */
  Watch labelled(boolean candidateWasRight, int cap) {
    PairJudge going = pairs.pairs() >= cap ? PairJudge.NEW : pairs;
    return new Watch(going.plus(candidateWasRight), agreement);
  }

  /** After one more record that both have answered. */
  Watch answered(boolean agreed) {
    AgreementSprt going =
        agreement.found() == AgreementSprt.Found.ALIKE ? AgreementSprt.NEW : agreement;
    return new Watch(pairs, going.plus(agreed));
  }

  boolean isBegun() {
    return !equals(NEW);
  }

  boolean speaksAgainst(Candidate.Basis basis) {
    return switch (basis) {
      case LABELS -> pairs.forIncumbent() >= PairJudge.ENOUGH;
      case AGREEMENT -> agreement.found() == AgreementSprt.Found.DIFFERENT;
    };
  }
}
