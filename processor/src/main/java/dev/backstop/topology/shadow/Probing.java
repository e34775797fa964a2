package dev.backstop.topology.shadow;

import dev.backstop.guard.AnswerReport;
import dev.backstop.guard.CallSource;
import dev.backstop.guard.Guarded;
import dev.backstop.judge.Answer;
import dev.backstop.judge.Comparison;
import dev.backstop.judge.ShadowRequest;

/** What a model that is tried beside others has said, held against what is right. */
final class Probing {

  private Probing() {}

  /** Whether its answer would have been taken, and so is judged: doubt does no harm. */
  static boolean counts(ShadowRequest request, Answer answer) {
    return request.threshold() != null
        && answer.confidence() != null
        && answer.confidence() >= request.threshold();
  }

  /** Held against the answer that decided. */
  static AnswerReport agreement(ShadowRequest request, Answer answer, long now) {
    boolean wrong = !String.valueOf(request.answered().label()).equals(answer.label());
    return report(request.with(answer, request.at()), AnswerReport.Basis.AGREEMENT, wrong, now);
  }

  /**
   * Held against what a person says.
   *
   * @param waited the answer, as it was kept
   */
  static AnswerReport label(Comparison waited, String label, long now) {
    boolean wrong = !label.equals(waited.candidateSaid().label());
    return report(waited, AnswerReport.Basis.LABELS, wrong, now);
  }

  private static AnswerReport report(
      Comparison answered, AnswerReport.Basis basis, boolean wrong, long now) {
    return new AnswerReport(
        new Guarded(answered.trial().candidate(), answered.segment()),
        answered.trial().domain(),
        answered.trial().tier(),
        CallSource.MIRROR,
        basis,
        wrong,
        answered.at().toEpochMilli(),
        answered.source(),
        now);
  }
}
