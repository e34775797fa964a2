package dev.backstop.judge;

import dev.backstop.policy.Candidate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known so far of a candidate in one segment.
 *
 * <p>A verdict against the candidate is final. One for it stands until there is one against it:
 * what was let loose on evidence is held on evidence. Labels and agreement are both counted; the
 * trial says which of them the verdict is by.
 *
 * @param segment of the policy, or null for the requests of none
 * @param records that both models were asked about
 * @param candidateFailures records on which the candidate gave no answer
 * @param incumbentFailures records on which the model in use gave none
 * @param labelled records of which a person has said what is right
 * @param reason a sentence
 * @param decidedAt when the verdict was reached; null while it is open
 */
public record Evidence(
    Trial trial,
    @Nullable String segment,
    long records,
    long candidateFailures,
    long incumbentFailures,
    long labelled,
    PairJudge pairs,
    AgreementSprt agreement,
    Verdict verdict,
    String reason,
    @Nullable Instant decidedAt) {

  /** The key of its record: that of the trial, a slash and the segment. */
  public String id() {
    return idOf(trial, segment);
  }

  public static String idOf(Trial trial, @Nullable String segment) {
    return trial.id() + '/' + (segment == null ? "" : segment);
  }

  /** Nothing has been seen. */
  public static Evidence none(Trial trial, @Nullable String segment) {
    return new Evidence(
        trial,
        segment,
        0,
        0,
        0,
        0,
        PairJudge.NEW,
        AgreementSprt.NEW,
        Verdict.OPEN,
        "nothing has been seen yet",
        null);
  }

  /** After one more comparison: of the answers alone, or once more of the same with the label. */
  public Evidence plus(Comparison comparison, Instant now) {
    if (comparison.label() != null) {
      Boolean wins = isClosed() ? null : comparison.candidateAloneWasRight();
      return judged(
          records,
          candidateFailures,
          incumbentFailures,
          labelled + 1,
          wins == null ? pairs : pairs.plus(wins),
          agreement,
          now);
    }
    Boolean agreed = comparison.agreed();
    return judged(
        records + 1,
        candidateFailures + (comparison.candidateSaid().failed() ? 1 : 0),
        incumbentFailures + (comparison.incumbentSaid().failed() ? 1 : 0),
        labelled,
        pairs,
        agreed == null ? agreement : agreement.plus(agreed),
        now);
  }

  /** Whether no more labelled records are looked at. */
  private boolean isClosed() {
    return verdict == Verdict.AGAINST_CANDIDATE || pairs.pairs() >= trial.cap();
  }

  private Evidence judged(
      long records,
      long candidateFailures,
      long incumbentFailures,
      long labelled,
      PairJudge pairs,
      AgreementSprt agreement,
      Instant now) {
    Candidate.Basis basis = trial.basis();
    Verdict found =
        switch (basis) {
          case LABELS -> Verdict.of(pairs, trial.cap());
          case AGREEMENT -> Verdict.of(agreement);
        };
    boolean stays =
        verdict == Verdict.AGAINST_CANDIDATE
            || found == verdict
            || (verdict == Verdict.FOR_CANDIDATE && found != Verdict.AGAINST_CANDIDATE);
    boolean tells = verdict == Verdict.OPEN || !stays;
    Verdict held = stays ? verdict : found;
    return new Evidence(
        trial,
        segment,
        records,
        candidateFailures,
        incumbentFailures,
        labelled,
        pairs,
        agreement,
        held,
        tells ? held.because(basis, pairs, agreement) : reason,
        stays ? decidedAt : now);
  }
}
