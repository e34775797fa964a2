package dev.backstop.judge;

import dev.backstop.policy.Candidate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known so far of a candidate in one segment.
 *
 * <p>A verdict against the candidate is final. Any other stands until there is one against it: what
 * is in the traffic is held on evidence. With such a verdict a {@link Watch} begins, without the
 * records that led to it. Labels and agreement are both counted; the trial says which of them the
 * verdict is by.
 *
 * @param segment of the policy, or null for the requests of none
 * @param records that both models were asked about
 * @param candidateFailures records on which the candidate gave no answer
 * @param incumbentFailures records on which the model in use gave none
 * @param labelled records of which a person has said what is right
 * @param pairs of these, those that count for the verdict
 * @param watch what counts since a verdict that is not against the candidate
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
    Watch watch,
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
        Watch.NEW,
        AgreementSprt.NEW,
        Verdict.OPEN,
        "nothing has been seen yet",
        null);
  }

  /** The evidence that the candidate is the better one: while it was no verdict, so far. */
  public double forCandidate() {
    return pairs.forCandidate();
  }

  /** The evidence that the model in use is: since the last verdict, if there was one. */
  public double forIncumbent() {
    return (showsWatch(Candidate.Basis.LABELS) ? watch.pairs() : pairs).forIncumbent();
  }

  /** The state of the test of agreement: since the last verdict by it, if there was one. */
  public double logLikelihoodRatio() {
    return (showsWatch(Candidate.Basis.AGREEMENT) ? watch.agreement() : agreement)
        .logLikelihoodRatio();
  }

  /** After one more comparison: of the answers alone, or once more of the same with the label. */
  public Evidence plus(Comparison comparison, Instant now) {
    if (comparison.label() != null) {
      Boolean wins = comparison.candidateAloneWasRight();
      boolean watched = isWatched(Candidate.Basis.LABELS);
      return judged(
          records,
          candidateFailures,
          incumbentFailures,
          labelled + 1,
          wins == null || watched || isFull() ? pairs : pairs.plus(wins),
          wins == null || !watched ? watch : watch.labelled(wins, trial.cap()),
          agreement,
          now);
    }
    Boolean agreed = comparison.agreed();
    boolean watched = isWatched(Candidate.Basis.AGREEMENT);
    return judged(
        records + 1,
        candidateFailures + (comparison.candidateSaid().failed() ? 1 : 0),
        incumbentFailures + (comparison.incumbentSaid().failed() ? 1 : 0),
        labelled,
        pairs,
        agreed == null || !watched ? watch : watch.answered(agreed),
        agreed == null ? agreement : agreement.plus(agreed),
        now);
  }

  /** Whether no more labelled records count for the verdict. */
  private boolean isFull() {
    return verdict == Verdict.AGAINST_CANDIDATE || pairs.pairs() >= trial.cap();
  }

  /** Whether what these say has left it in the traffic, and may speak against it yet. */
  private boolean isWatched(Candidate.Basis by) {
    return trial.basis() == by
        && (verdict == Verdict.FOR_CANDIDATE || verdict == Verdict.UNDECIDED);
  }

  private boolean showsWatch(Candidate.Basis by) {
    return isWatched(by) || (trial.basis() == by && watch.isBegun());
  }

  private Evidence judged(
      long records,
      long candidateFailures,
      long incumbentFailures,
      long labelled,
      PairJudge pairs,
      Watch watch,
      AgreementSprt agreement,
      Instant now) {
    Verdict held = held(pairs, watch, agreement);
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
        verdict == Verdict.OPEN || held != verdict
            ? because(held, pairs, watch, agreement)
            : reason,
        held == verdict ? decidedAt : now);
  }

  private Verdict held(PairJudge pairs, Watch watch, AgreementSprt agreement) {
    if (verdict == Verdict.AGAINST_CANDIDATE) {
      return verdict;
    }
    Candidate.Basis basis = trial.basis();
    if (isWatched(basis)) {
      return watch.speaksAgainst(basis) ? Verdict.AGAINST_CANDIDATE : verdict;
    }
    return switch (basis) {
      case LABELS -> Verdict.of(pairs, trial.cap());
      case AGREEMENT -> Verdict.of(agreement);
    };
  }

  private String because(Verdict held, PairJudge pairs, Watch watch, AgreementSprt agreement) {
    Candidate.Basis basis = trial.basis();
    return isWatched(basis)
        ? verdict.since(basis) + held.because(basis, watch.pairs(), watch.agreement())
        : held.because(basis, pairs, agreement);
  }
}
