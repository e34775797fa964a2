package dev.backstop.judge;

import dev.backstop.policy.Candidate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known so far of a candidate in one segment.
 *
 * <p>A verdict against the candidate is final. One for it stands until there is one against it:
 * what was let loose on evidence is held on evidence. By labels, a test of its own begins with the
 * verdict for it, without the records that it earned the verdict by, and after each {@code cap}
 * records anew: what was good once must not outweigh what is bad now. Labels and agreement are both
 * counted; the trial says which of them the verdict is by.
 *
 * @param segment of the policy, or null for the requests of none
 * @param records that both models were asked about
 * @param candidateFailures records on which the candidate gave no answer
 * @param incumbentFailures records on which the model in use gave none
 * @param labelled records of which a person has said what is right
 * @param pairs of these, those that count for the verdict; no more once it is for the candidate
 * @param watch those that count since then
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
    PairJudge watch,
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
        PairJudge.NEW,
        AgreementSprt.NEW,
        Verdict.OPEN,
        "nothing has been seen yet",
        null);
  }

  /** The evidence that the candidate is the better one: while it was no verdict, so far. */
  public double forCandidate() {
    return pairs.forCandidate();
  }

  /** The evidence that the model in use is: since the last verdict for the candidate, if any. */
  public double forIncumbent() {
    return counting().forIncumbent();
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
          wins == null || isWatched() ? pairs : pairs.plus(wins),
          wins != null && isWatched() ? watched(wins) : watch,
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
        watch,
        agreed == null ? agreement : agreement.plus(agreed),
        now);
  }

  /** Whether no more labelled records are looked at. */
  private boolean isClosed() {
    return verdict == Verdict.AGAINST_CANDIDATE || (!isWatched() && pairs.pairs() >= trial.cap());
  }

  /** Whether labels have spoken for it, and may speak against it yet. */
  private boolean isWatched() {
    return trial.basis() == Candidate.Basis.LABELS && verdict == Verdict.FOR_CANDIDATE;
  }

  private PairJudge watched(boolean wins) {
    return (watch.pairs() >= trial.cap() ? PairJudge.NEW : watch).plus(wins);
  }

  private PairJudge counting() {
    return isWatched() || watch.pairs() > 0 ? watch : pairs;
  }

  private Evidence judged(
      long records,
      long candidateFailures,
      long incumbentFailures,
      long labelled,
      PairJudge pairs,
      PairJudge watch,
      AgreementSprt agreement,
      Instant now) {
    Candidate.Basis basis = trial.basis();
    Verdict found =
        switch (basis) {
          case LABELS -> isWatched() ? Verdict.of(watch) : Verdict.of(pairs, trial.cap());
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
        watch,
        agreement,
        held,
        tells ? because(held, pairs, watch, agreement) : reason,
        stays ? decidedAt : now);
  }

  private String because(Verdict held, PairJudge pairs, PairJudge watch, AgreementSprt agreement) {
    return isWatched()
        ? "since it was found to be the better one, "
            + held.because(trial.basis(), watch, agreement)
        : held.because(trial.basis(), pairs, agreement);
  }
}
